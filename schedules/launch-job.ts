import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { EventSink, GranaryEvent } from "../warehouse/events.js";
import type { JobLauncher } from "./scheduler.js";

interface LaunchOptions {
  /** The script behind the `granary` command. */
  command: string;
  configFile: string;
  onEvent: EventSink;
}

const KILL_AFTER_MS = 10_000;

/** Launches each job as a process of its own, so that the page keeps answering while it works. */
export function processLauncher(options: LaunchOptions): JobLauncher {
  const { command, configFile, onEvent } = options;
  return (job, signal) =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [command, "run", "--config", configFile, "--log", "json", "--holder", `job ${job.name}`],
        { stdio: ["ignore", "ignore", "pipe"] },
      );
      const lines = createInterface({ input: child.stderr });
      lines.on("line", (line) => {
        forward(line, onEvent);
      });
      const stop = (): void => {
        child.kill("SIGTERM");
        setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS).unref();
      };
      signal.addEventListener("abort", stop, { once: true });
      child.on("error", reject);
      child.on("close", (code) => {
        signal.removeEventListener("abort", stop);
        resolve(code ?? 1);
      });
    });
}

/** The job's own events, less its moving bars; anything else it printed becomes a note. */
function forward(line: string, onEvent: EventSink): void {
  if (line.trim() === "") return;
  let event: GranaryEvent;
  try {
    event = JSON.parse(line) as GranaryEvent;
  } catch {
    onEvent({ type: "note", level: "warn", message: line });
    return;
  }
  if (event.type !== "progress") onEvent(event);
}
