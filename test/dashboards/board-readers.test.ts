import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../browser.js";
import { createMartFixture, type MartFixture } from "../cube/mart-fixture.js";
import { openPage, settled, SHOTS_DIR } from "./board-page.js";
import { type ServedBoard, serveBoards } from "./served-board.js";

let browser: Browser;
let marts: MartFixture;
let served: ServedBoard;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveBoards(marts.config);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await served.close();
  await marts.close();
});

describe("a period without sales", () => {
  it("says so and offers all periods", async () => {
    const page = await openPage(browser);
    await page.goto(`${served.url}/boards/sales?period=custom&from=2001-01-01&to=2001-02-28`);
    await settled(page);
    await page.getByText("No sales in this period").waitFor();
    const body = await page.locator("main").innerText();
    expect(body).toContain("—");
    expect(body).not.toMatch(/NaN|Infinity|undefined|null/);
    await page.screenshot({ path: join(SHOTS_DIR, "empty.png") });
    await page.getByRole("button", { name: "Show all periods" }).click();
    await page.locator(".bar").first().waitFor();
  });
});

describe("readers", () => {
  it.each([
    ["desktop", "en", "light"],
    ["desktop", "zh", "dark"],
    ["phone", "zh", "light"],
    ["phone", "en", "dark"],
  ] as const)("find the board on a %s, in %s and %s", async (device, language, colorScheme) => {
    const phone = device === "phone";
    const page = await openPage(browser, {
      viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      locale: language === "zh" ? "zh-CN" : "en-US",
      colorScheme,
      hasTouch: phone,
    });
    await page.goto(served.url);
    await settled(page);
    const width = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(phone ? 390 : 1440);
    expect(await page.locator("h1").innerText()).toBe(language === "zh" ? "销售" : "Sales");
    expect(await page.locator("html").getAttribute("lang")).toBe(
      language === "zh" ? "zh-CN" : "en",
    );
    const name = `board-${device}-${language}-${colorScheme}.png`;
    await page.screenshot({ path: join(SHOTS_DIR, name), fullPage: true });
    await page.locator("tfoot td .figure").first().click();
    await page.locator(".proof[data-holds=true]").waitFor();
    await page.locator(".rows-frame tbody tr").first().waitFor();
    await page.screenshot({ path: join(SHOTS_DIR, name.replace("board", "rows")) });
  });

  it("switch the language and the colours, and find them again on the next visit", async () => {
    const page = await openPage(browser);
    await page.goto(served.url);
    await settled(page);
    await page.getByRole("button", { name: "切换到中文" }).click();
    await page.getByRole("heading", { name: "销售", exact: true }).waitFor();
    expect(await page.title()).toBe("销售 · Test · Granary");
    await page.getByRole("button", { name: /配色/ }).click();
    await page.getByRole("button", { name: "配色: 浅色" }).click();
    await page.reload();
    await settled(page);
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.getByRole("button", { name: "Switch to English" }).click();
    await page.getByRole("heading", { name: "Sales", exact: true }).waitFor();
  });
});
