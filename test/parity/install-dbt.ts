import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Newest first; a release whose parts cannot be downloaded here gives way to the one before. */
const RELEASES = ["dbt-core==1.12.*", "dbt-core==1.11.*"];
const PATIENCE_MS = 170_000;

/**
 * Makes a virtual environment with dbt-core and dbt-duckdb, unless there is one, and prints the path of its `dbt`.
 *
 * @returns the exit code: 1 where Python or the package index is out of reach, or too slow
 */
export function installDbt(): number {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const venv = join(cache, "granary", "dbt-venv");
  const bin = join(venv, "bin", "dbt");
  if (existsSync(bin)) {
    console.log(bin);
    return 0;
  }
  const until = performance.now() + PATIENCE_MS;
  const run = (program: string, ...args: string[]): boolean => {
    const timeout = Math.max(1, Math.round(until - performance.now()));
    return spawnSync(program, args, { timeout, stdio: "ignore" }).status === 0;
  };
  const packages = ["dbt-duckdb", "duckdb==1.5.5"];
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
  const made =
    run("python3", "-m", "venv", venv) &&
    RELEASES.some((release) => run(join(venv, "bin", "python3"), ...pip, release, ...packages));
  if (made) {
    console.log(bin);
    return 0;
  }
  rmSync(venv, { recursive: true, force: true });
  console.error(
    "SKIPPED: no dbt could be installed (python3, the package index, or three minutes)",
  );
  return 1;
}
