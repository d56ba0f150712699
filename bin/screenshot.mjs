// Takes docs/screenshot.png of what `npm start` has published.
import { join } from "node:path";
import { ensureInstalled, packageRoot } from "./install.mjs";

await ensureInstalled();
const { runnerImport } = await import("vite");
await runnerImport(join(packageRoot, "test", "screenshot.ts"));
process.exit();
