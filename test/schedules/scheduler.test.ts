import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Job } from "../../schedules/jobs.js";
import { startScheduler } from "../../schedules/scheduler.js";
import type { GranaryEvent } from "../../warehouse/events.js";

function job(changes: Partial<Job>): Job {
  return { name: "test", cron: "* * * * * *", run: "pipeline", enabled: true, ...changes };
}

describe("startScheduler", () => {
  it("launches a job at its time and reports how it ended", async () => {
    const events: GranaryEvent[] = [];
    const scheduler = startScheduler({
      jobs: [job({})],
      timezone: "UTC",
      launch: () => Promise.resolve(1),
      onEvent: (event) => events.push(event),
    });
    onTestFinished(() => scheduler.stop());
    await expect
      .poll(() => events.some((event) => event.type === "step" && event.status === "fail"), {
        timeout: 5_000,
      })
      .toBe(true);
  });

  it("never lets a job overlap itself, and waits for it to stop", async () => {
    let running = 0;
    let most = 0;
    let stopped = false;
    const scheduler = startScheduler({
      jobs: [job({})],
      timezone: "UTC",
      launch: async (_, signal) => {
        running += 1;
        most = Math.max(most, running);
        await once(signal, "abort");
        running -= 1;
        stopped = true;
        return 0;
      },
      onEvent: () => undefined,
    });
    await new Promise((resolve) => setTimeout(resolve, 2_600));
    await scheduler.stop();
    expect(most).toBe(1);
    expect(stopped).toBe(true);
  });

  it("plans in the time zone of the job and leaves disabled jobs out", () => {
    const scheduler = startScheduler({
      jobs: [
        job({ cron: "30 2 * * *", timezone: "Asia/Shanghai" }),
        job({ name: "off", enabled: false }),
      ],
      timezone: "UTC",
      launch: () => Promise.resolve(0),
      onEvent: () => undefined,
    });
    onTestFinished(() => scheduler.stop());
    const runs = scheduler.nextRuns();
    expect(runs.map((run) => run.job)).toEqual(["test"]);
    expect(runs[0]?.at?.toISOString()).toMatch(/T18:30:00\.000Z$/);
  });
});
