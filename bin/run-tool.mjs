import { spawn } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "./install.mjs";

/** Runs a tool of node_modules/.bin with this terminal; resolves with its exit code. */
export function runTool(name, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(packageRoot, "node_modules", ".bin", name), args, {
      cwd: packageRoot,
      stdio: "inherit",
      shell: process.platform === "win32",
      env: { ...process.env, ...env },
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
