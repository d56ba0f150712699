import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ensureTestTools, packageRoot } from "./install.mjs";

await ensureInstalled();
// The PostgreSQL benchmark starts the server of the tests.
await ensureTestTools();
const { ensureBuilt } = await import("./compile.mjs");
const { entry } = await ensureBuilt({ web: false });
const { bench } = await import(pathToFileURL(join(dirname(dirname(entry)), "bench", "main.js")));
process.exitCode = await bench(process.argv.slice(2), packageRoot);
