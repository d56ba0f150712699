import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { Users } from "../../server/sign-in/people.js";
import { launchBrowser } from "../browser.js";
import { startTestServer } from "./started-server.js";
import { testConfig } from "../test-config.js";
import { temporaryDir } from "../temporary-dir.js";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

describe("the sign-in page in a browser without scripts", () => {
  it.each([
    { width: 1280, height: 800, locale: "en-US" },
    { width: 360, height: 640, locale: "zh-CN" },
  ])("signs in and out at $width pixels, $locale", async ({ width, height, locale }) => {
    const dir = temporaryDir();
    const users = new Users(join(dir, "data", "users.yml"));
    await users.add("alice", "nine-lives-of-a-cat", { roles: ["admin"] });
    const { url } = await startTestServer({ config: testConfig(dir), host: "0.0.0.0" });
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width, height },
      locale,
    });
    const page = await context.newPage();
    const refusals: string[] = [];
    page.on("console", (message) => refusals.push(message.text()));
    await page.goto(`${url}/boards/sales`);
    const button = page.locator("button");
    expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
    const box = await button.boundingBox();
    // Styled, in view, and large enough for a finger.
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    expect((await page.locator("main").boundingBox())?.width).toBeLessThanOrEqual(width);

    await page.fill("#name", "alice");
    await page.fill("#password", "wrong");
    await button.click();
    expect(await page.locator("[role=alert]").isVisible()).toBe(true);
    expect(await page.inputValue("#name")).toBe("alice");
    await page.fill("#password", "nine-lives-of-a-cat");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${url}/boards/sales`);
    expect(await page.title()).toBe("app");

    await page.goto(`${url}/sign-in`);
    await page.locator("form button").click();
    await page.waitForURL(`${url}/sign-in`);
    expect(await page.locator("#password").isVisible()).toBe(true);
    expect(refusals.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
    await context.close();
  });
});
