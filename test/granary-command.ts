import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const repository = join(import.meta.dirname, "..");

/** How a command ended and what it printed. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Options {
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string;
}

/** Runs the real `granary` command to its end. */
export function granary(args: readonly string[], options: Options = {}): Promise<Ended> {
  const { child, ended } = launch(args, options);
  child.stdin?.end(options.stdin ?? "");
  return ended;
}

/** Starts the real `granary` command; killed when the test ends if it still runs. */
export function granaryProcess(args: readonly string[], options: Options = {}): Launched {
  const launched = launch(args, options);
  onTestFinished(() => {
    if (launched.child.exitCode === null) launched.child.kill("SIGKILL");
  });
  return launched;
}

interface Launched {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Everything printed so far. */
  output: () => string;
}

function launch(args: readonly string[], options: Options): Launched {
  const child = spawn(process.execPath, [join(repository, "bin", "granary.mjs"), ...args], {
    cwd: options.cwd ?? repository,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (stdout += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended, output: () => stdout + stderr };
}

/** Writes a small demo warehouse's configuration into `dir`; `more` is added at the end. Returns its path. */
export function writeDemoConfig(dir: string, more = ""): string {
  const file = join(dir, "granary.yml");
  writeFileSync(
    file,
    `name: Test demo
timezone: Asia/Shanghai
currency: USD
as_of_date: 2025-12-31
project_dir: ${JSON.stringify(repository)}
demo: { scale: 0.01, seed: 7, out: demo }
engine: { memory_limit: 1GB, threads: 2 }
${more}${demoSource()}`,
  );
  return file;
}

function demoSource(): string {
  const text = readFileSync(join(repository, "granary.yml"), "utf8");
  const at = text.indexOf("\nsources:");
  return text.slice(at).replaceAll("path: data/demo", "path: demo");
}
