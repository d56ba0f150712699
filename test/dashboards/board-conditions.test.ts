import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { launchBrowser } from "../browser.js";
import { createMartFixture, type MartFixture } from "../cube/mart-fixture.js";
import { temporaryDir } from "../temporary-dir.js";
import { BOARDS_DIR } from "./sample-board.js";
import { openPage, settled, SHOTS_DIR } from "./board-page.js";
import { type ServedBoard, serveBoards } from "./served-board.js";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

async function house(
  options: Parameters<typeof serveBoards>[1] = {},
): Promise<{ marts: MartFixture; served: ServedBoard }> {
  const marts = await createMartFixture();
  const served = await serveBoards(marts.config, options);
  onTestFinished(async () => {
    await served.close();
    await marts.close();
  });
  return { marts, served };
}

const REFUSED = /status of (410|422|503)|ERR_CONNECTION_REFUSED/;

describe("versions", () => {
  it("appear by themselves, the first one and every later one, never mixed", async () => {
    const { marts, served } = await house();
    const page = await openPage(browser, { expected: REFUSED });
    await page.goto(served.url);
    await page.getByText("The first version is on its way").waitFor();
    await page.screenshot({ path: join(SHOTS_DIR, "no-version.png") });

    await marts.publishMarts(1);
    await settled(page, 1);
    const figures = page.locator(".figure-tile .figure-value, tfoot td");
    const first = await figures.allInnerTexts();

    const asked = new Set<string>();
    page.on("request", (request) => {
      if (request.url().includes("/cubejs-api/")) {
        asked.add(request.headers()["x-granary-version"] ?? "none");
      }
    });
    await marts.publishMarts(2);
    await page.getByText("Now showing version 2").waitFor();
    await settled(page, 2);
    expect(asked).toEqual(new Set(["2"]));
    const second = await figures.allInnerTexts();
    expect(second[0]).not.toBe(first[0]);
    expect(second[1]).toBe(first[1]);
    expect(await page.locator(".page-header").innerText()).toContain("Version 2");
  });

  it("are left for the current one when they are no longer kept", async () => {
    const { marts, served } = await house({ hub: { graceMs: 0, maxIdle: 0 } });
    marts.config.retention.keep = 1;
    await marts.publishMarts(1);
    const page = await openPage(browser, { expected: REFUSED });
    await page.goto(served.url);
    await settled(page, 1);
    await marts.publishMarts(2);
    await page.getByRole("button", { name: "Category 1", exact: true }).click();
    await settled(page, 2);
    await page.getByRole("button", { name: "Sub 3", exact: true }).waitFor();
  });
});

describe("a server that goes away", () => {
  it("leaves the last figures on the page and is found again", async () => {
    const { marts, served } = await house();
    await marts.publishMarts(1);
    const page = await openPage(browser, { expected: REFUSED });
    await page.goto(served.url);
    await settled(page, 1);
    await served.close();
    await page.getByText("The server does not answer").waitFor();
    expect(await page.locator(".figure-tile").count()).toBe(3);
    const again = await serveBoards(marts.config, { port: served.port });
    onTestFinished(() => again.close());
    await page.locator(".banner").waitFor({ state: "detached" });
  });
});

describe("a board file with a fault", () => {
  it("is explained on the page, and shown once it is mended", async () => {
    const boardsDir = join(temporaryDir(), "boards");
    mkdirSync(boardsDir);
    writeFileSync(join(boardsDir, "broken.yml"), "title: { en: Broken, zh: 坏 }\ntime: 5\n");
    const { marts, served } = await house({ boardsDir });
    await marts.publishMarts(1);
    const page = await openPage(browser, { expected: REFUSED });
    await page.goto(served.url);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const text = await alert.innerText();
    expect(text).toContain("The board file broken.yml has");
    expect(text).toContain("line 2, time");
    expect(text).toContain("BOARD_INVALID");
    await page.screenshot({ path: join(SHOTS_DIR, "board-fault.png") });
    copyFileSync(join(BOARDS_DIR, "sales.yml"), join(boardsDir, "broken.yml"));
    await page.getByRole("button", { name: "Try again" }).click();
    await settled(page, 1);
    await page.getByRole("heading", { name: "Sales", exact: true }).waitFor();
  });
});

describe("a query that fails", () => {
  it("takes only its own tile down, in the semantic layer's words", async () => {
    const boardsDir = temporaryDir();
    const label = "label: { en: X, zh: X }";
    writeFileSync(
      join(boardsDir, "half.yml"),
      `title: { en: Half, zh: 半 }
description: { en: d, zh: d }
time: sales.order_date
measures:
  lines: { member: sales.line_count, ${label}, format: count }
  gone: { member: sales.nonsense, ${label}, format: count }
tiles:
  - { kind: figure, measure: lines }
  - { kind: drill, title: { en: T, zh: T }, levels: [{ member: sales.category_name, ${label} }], measures: [gone], share: gone }
rows: { count: lines, documents: lines, sum: lines, columns: [{ member: sales.order_id, ${label}, format: text }], order: [sales.order_id] }
`,
    );
    const { marts, served } = await house({ boardsDir });
    await marts.publishMarts(1);
    const page = await openPage(browser, { expected: /status of 400/ });
    await page.goto(served.url);
    await settled(page, 1);
    expect(await page.locator(".figure-tile .figure-value").innerText()).toMatch(/^\d+$/);
    expect(await page.getByRole("alert").innerText()).toContain("nonsense");
    await page.getByRole("button", { name: "Try again" }).click();
    await settled(page, 1);
  });
});
