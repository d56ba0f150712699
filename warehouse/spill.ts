import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * A folder of its own for what an engine of this process puts on disk when its memory is full. Folders of processes that
 * are gone are taken away. Where nothing may be written the engine has no folder, and its memory is all there is.
 */
export function spillFolder(dataDir: string, name: string): { path: string; remove: () => void } {
  const all = join(dataDir, "spill");
  const here = `@${hostname()}-`;
  const path = join(all, `${String(process.pid)}${here}${name}`);
  try {
    mkdirSync(all, { recursive: true });
    for (const folder of readdirSync(all)) {
      if (folder.includes(here) && !isAlive(Number.parseInt(folder, 10))) remove(join(all, folder));
    }
  } catch {
    // Read-only: the engine says so if it ever needs the folder.
  }
  return {
    path,
    remove: () => {
      remove(path);
    },
  };
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Someone else's; whoever owns it takes it away.
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
