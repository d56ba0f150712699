import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GranaryConfig } from "../warehouse/config.js";

/** A secret of this data directory, generated at first use and readable by its owner only. */
export function secret(config: Pick<GranaryConfig, "dataDir">, name: string): string {
  const dir = join(config.dataDir, "secrets");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, name);
  const known = read(file);
  if (known !== undefined) return known;
  const temporary = `${file}.${String(process.pid)}.tmp`;
  writeFileSync(temporary, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  try {
    // A link fails where a second process was first; both then read the same secret.
    linkSync(temporary, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  return readFileSync(file, "utf8").trim();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
