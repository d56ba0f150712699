import { schedule, type Logger } from "node-cron";
import { messageOf } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { Job } from "./jobs.js";

/** Runs one job to its end; resolves with its exit code. `signal` asks it to stop. */
export type JobLauncher = (job: Job, signal: AbortSignal) => Promise<number>;

interface SchedulerOptions {
  jobs: readonly Job[];
  /** IANA name used by jobs that name none. */
  timezone: string;
  launch: JobLauncher;
  onEvent: EventSink;
}

export interface Scheduler {
  /** The next time each enabled job runs. */
  nextRuns(): { job: string; at: Date | null }[];
  /** Stops the clock, asks running jobs to stop and waits for them. */
  stop(): Promise<void>;
}

/** Keeps the jobs' times. A job never overlaps itself; a run missed while the process was busy is made up once. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { launch, onEvent } = options;
  const abort = new AbortController();
  const running = new Set<Promise<void>>();
  const run = (job: Job): Promise<void> => {
    const work = runOnce(job, launch, abort.signal, onEvent).finally(() => running.delete(work));
    running.add(work);
    return work;
  };
  const tasks = options.jobs
    .filter((job) => job.enabled)
    .map((job) => {
      const task = schedule(job.cron, () => run(job), {
        name: job.name,
        timezone: job.timezone ?? options.timezone,
        noOverlap: true,
        logger: quietLogger(onEvent),
      });
      task.on("execution:missed", () => {
        if (!task.isBusy()) void task.execute();
      });
      task.on("execution:overlap", () => {
        onEvent({
          type: "note",
          level: "warn",
          message: `Job ${job.name} is still running; this start is skipped.`,
        });
      });
      return { job, task };
    });
  return {
    nextRuns: () => tasks.map(({ job, task }) => ({ job: job.name, at: task.getNextRun() })),
    stop: async () => {
      for (const { task } of tasks) await task.destroy();
      abort.abort();
      await Promise.all(running);
    },
  };
}

/** Overlaps and missed runs are reported by their events; only faults are left to say. */
function quietLogger(onEvent: EventSink): Logger {
  const silent = (): void => undefined;
  return {
    info: silent,
    warn: silent,
    debug: silent,
    error: (message) => {
      onEvent({ type: "note", level: "warn", message: messageOf(message) });
    },
  };
}

async function runOnce(
  job: Job,
  launch: JobLauncher,
  signal: AbortSignal,
  onEvent: EventSink,
): Promise<void> {
  const started = Date.now();
  onEvent({ type: "note", level: "info", message: `Job ${job.name} starts.` });
  const code = await launch(job, signal).catch((error: unknown) => String(error));
  const ms = Date.now() - started;
  onEvent({
    type: "step",
    phase: "schedule",
    name: job.name,
    status: code === 0 ? "ok" : "fail",
    ms,
    ...(code === 0 ? {} : { message: `ended with ${String(code)}` }),
  });
  onEvent({
    type: "note",
    level: code === 0 ? "info" : "warn",
    message: `Job ${job.name} ${code === 0 ? "ended" : "failed"} after ${(ms / 1000).toFixed(1)} s.`,
  });
}
