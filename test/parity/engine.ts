import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** How one command ended. */
export interface Ended {
  exit: number;
  /** What `ls` printed. */
  listed: string[] | null;
  error: string | null;
}

/** Something that runs dbt command lines in a process of its own. */
export interface Engine {
  run(args: readonly string[], cwd: string): Promise<Ended>;
  /** The end of what it printed so far. */
  tail(lines: number): string;
  close(): Promise<void>;
}

/** Starts a driver: a program that reads a request a line and answers each with a line. */
export function startEngine(
  command: readonly [string, ...string[]],
  log: string,
  env: Readonly<Record<string, string>>,
): Engine {
  const [program, ...args] = command;
  const child = spawn(program, [...args, log], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      TZ: "UTC",
      NO_COLOR: "1",
      DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
      DBT_USE_COLORS: "false",
      ...env,
    },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (request, cwd) => {
      child.stdin.write(`${JSON.stringify({ args: request, cwd })}\n`);
      const answer: IteratorResult<string, undefined> = await answers.next();
      if (answer.done === true) throw new Error(`${program} ended unexpectedly; see ${log}`);
      return JSON.parse(answer.value) as Ended;
    },
    tail: (lines) => readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n"),
    close: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.stdin?.end();
  const timer = setTimeout(() => child.kill(), 5000);
  await once(child, "exit");
  clearTimeout(timer);
}
