#!/usr/bin/env node
import module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, packageRoot } from "./install.mjs";

// From Node 22 on, what is compiled once is kept.
module.enableCompileCache?.(join(packageRoot, "dist", "code-cache"));
await ensureInstalled();
const { ensureBuilt } = await import("./compile.mjs");
const argv = process.argv.slice(2);
const serves = argv.includes("start") || argv.includes("serve");
const { entry, webRoot } = await ensureBuilt({ web: serves });
const { main } = await import(pathToFileURL(entry));
process.exitCode = await main(argv, { packageRoot, webRoot });
// Cube leaves timers of up to ten seconds behind; everything that matters has been closed by now.
if (serves) process.exit();
