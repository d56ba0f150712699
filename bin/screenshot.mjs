// Takes docs/screenshot.png of what `npm start` has published.
import { join } from "node:path";
import { ensureInstalled, ensureTestTools, packageRoot } from "./install.mjs";

await ensureInstalled();
await ensureTestTools();
const { runnerImport } = await import("vite");
await runnerImport(join(packageRoot, "test", "screenshot.ts"));
process.exit();
