#!/usr/bin/env node
import { ensureInstalled, packageRoot } from "./install.mjs";

await ensureInstalled();
const { ensureBuilt } = await import("./compile.mjs");
const argv = process.argv.slice(2);
const { entry, webRoot } = await ensureBuilt({
  web: argv.includes("start") || argv.includes("serve"),
});
const { main } = await import(entry);
process.exitCode = await main(argv, { packageRoot, webRoot });
