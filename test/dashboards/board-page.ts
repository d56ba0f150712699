import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

/** Where screenshots of the tests go; not under version control. */
export const SHOTS_DIR = join(import.meta.dirname, "../output");
mkdirSync(SHOTS_DIR, { recursive: true });

interface PageOptions extends BrowserContextOptions {
  /** Failures that a test brings about on purpose, in the console's words. */
  expected?: RegExp;
}

/** A page of its own. When the test ends: no error in its console, and no request that left this machine. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const { expected, ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    ...contextOptions,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    if (expected?.test(message.text()) !== true) troubles.push(message.text());
  });
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== "127.0.0.1") troubles.push(`left the machine: ${protocol}//${hostname}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });
  return page;
}

/** Waits until the page shows a complete board and nothing is under way. */
export async function settled(page: Page, version?: number): Promise<void> {
  const which = version === undefined ? "" : `[data-version="${String(version)}"]`;
  await page.waitForSelector(`.tiles[aria-busy="false"]${which}`, { timeout: 20_000 });
}
