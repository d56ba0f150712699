import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A dbt-core with its duckdb adapter. */
export interface DbtCore {
  bin: string;
  /** The interpreter it runs in. */
  python: string;
  /** As it names itself, such as "1.11.16". */
  version: string;
}

/** The dbt that `DBT_BIN` names, or else the first on PATH; null without any, or without its duckdb adapter. */
export function findDbtCore(
  env: Readonly<Record<string, string | undefined>> = process.env,
): DbtCore | null {
  const named = env["DBT_BIN"];
  const candidates =
    named === undefined
      ? (env["PATH"] ?? "").split(delimiter).map((dir) => join(dir, "dbt"))
      : [named];
  for (const bin of candidates) {
    const found = existsSync(bin) ? inspect(bin) : null;
    if (found !== null) return found;
  }
  return null;
}

function inspect(bin: string): DbtCore | null {
  const [shebang = ""] = readFileSync(bin, "latin1").slice(0, 200).split("\n");
  const python = shebang.replace(/^#!\s*/, "").trim();
  if (!shebang.startsWith("#!") || !existsSync(python)) return null;
  const told = spawnSync(bin, ["--version"], { encoding: "utf8" });
  const version = /installed:\s*(\S+)/.exec(told.stdout)?.[1];
  return told.status === 0 && version !== undefined && told.stdout.includes("duckdb")
    ? { bin, python, version }
    : null;
}
