import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "../bin/compile.mjs";

/** Addresses of compiled modules, for child processes that are to be killed: `url("warehouse/publish.js")`. */
export async function builtRooms(): Promise<(module: string) => string> {
  const { entry } = await ensureBuilt({ web: false });
  const root = dirname(dirname(entry));
  return (module) => pathToFileURL(join(root, module)).href;
}
