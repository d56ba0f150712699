import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadJobs } from "../../schedules/jobs.js";
import { GranaryError } from "../../warehouse/errors.js";
import { temporaryDir } from "../temporary-dir.js";

function file(text: string): string {
  const path = join(temporaryDir(), "jobs.yml");
  writeFileSync(path, text);
  return path;
}

describe("loadJobs", () => {
  it("reads jobs and defaults", () => {
    expect(
      loadJobs(file('jobs:\n  - { name: nightly, cron: "30 2 * * *", run: pipeline }\n')),
    ).toEqual([{ name: "nightly", cron: "30 2 * * *", run: "pipeline", enabled: true }]);
  });

  it("takes a missing or empty file as no jobs", () => {
    expect(loadJobs("/nowhere/jobs.yml")).toEqual([]);
    expect(loadJobs(file(""))).toEqual([]);
  });

  it("reports all faults together", () => {
    try {
      loadJobs(
        file(
          'jobs:\n  - { name: a, cron: "61 * * * *", run: pipeline }\n  - { name: b, cron: "* * * * *", run: dance, timezone: Mars }\n',
        ),
      );
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(GranaryError);
      const { code, details } = error as GranaryError;
      expect(code).toBe("JOBS_INVALID");
      expect(details.join("\n")).toMatch(/jobs.0.cron: not a cron expression/);
      expect(details.join("\n")).toMatch(/jobs.1.timezone: not an IANA time zone/);
      expect(details.join("\n")).toMatch(/jobs.1.run: only "pipeline" is known/);
    }
  });

  it("refuses two jobs of one name", () => {
    const twice = '  - { name: a, cron: "* * * * *", run: pipeline }\n';
    expect(() => loadJobs(file(`jobs:\n${twice}${twice}`))).toThrow(
      expect.objectContaining({ details: ['jobs: the name "a" stands twice'] }),
    );
  });
});
