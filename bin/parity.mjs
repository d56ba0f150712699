import { join } from "node:path";
import { ensureInstalled, packageRoot } from "./install.mjs";

await ensureInstalled();
const { runnerImport } = await import("vite");
// A tool of the tests: loaded from its sources, as they are never compiled.
const { module } = await runnerImport(join(packageRoot, "test", "parity", "main.ts"), {
  root: packageRoot,
  configFile: false,
  logLevel: "error",
});
process.exitCode = await module.main(process.argv.slice(2), packageRoot);
