import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { packagedChromium } from "./tools/chromium.mjs";

const DEBIAN_CHROMIUM = "/usr/bin/chromium";

/** Headless, alone on the machine, and silent on the network unless a page asks. */
const FLAGS = ["--no-sandbox", "--headless=shell", "--disable-background-networking"];

/** Starts a real Chromium: the system's where there is one, else the one that came with the packages. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await browserPath(), args: FLAGS });
}

async function browserPath(): Promise<string> {
  if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  return packagedChromium();
}
