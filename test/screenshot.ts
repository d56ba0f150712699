import { join } from "node:path";
import { loadConfig } from "../warehouse/config.js";
import { nothingPublished, readCurrent, versionsDir } from "../warehouse/versions.js";
import { launchBrowser } from "./browser.js";
import { serveBoards } from "./dashboards/served-board.js";

const root = join(import.meta.dirname, "..");

/** Serves what `npm start` has published and writes docs/screenshot.png. */
const config = loadConfig(join(root, "granary.yml"));
if (!readCurrent(config)) throw nothingPublished(versionsDir(config));
const served = await serveBoards(config);
const browser = await launchBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    colorScheme: "light",
  });
  await page.goto(`${served.url}/boards/sales?lang=en`);
  await page.waitForSelector('.tiles[aria-busy="false"]', { timeout: 30_000 });
  await page.screenshot({ path: join(root, "docs", "screenshot.png"), fullPage: true });
} finally {
  await browser.close();
  await served.close();
}
