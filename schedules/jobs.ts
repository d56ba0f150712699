import { existsSync, readFileSync } from "node:fs";
import { validate as isCron } from "node-cron";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { GranaryError } from "../warehouse/errors.js";

const jobSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/, "lower-case letters, digits, - and _ only"),
  description: z.string().optional(),
  /** Five or six fields; see docs/schedules.md. */
  cron: z.string().refine((text) => isCron(text), "not a cron expression"),
  /** IANA name; default the reporting time zone. */
  timezone: z
    .string()
    .refine((name) => {
      try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
      } catch {
        return false;
      }
    }, "not an IANA time zone")
    .optional(),
  run: z.literal("pipeline", 'only "pipeline" is known'),
  enabled: z.boolean().default(true),
});

/** What runs when. */
export type Job = z.infer<typeof jobSchema>;

const jobsSchema = z.strictObject({ jobs: z.array(jobSchema).default([]) });

/**
 * Reads `jobs.yml`; every fault is reported together. A missing file means no jobs.
 *
 * @throws GranaryError JOBS_INVALID
 */
export function loadJobs(file: string): Job[] {
  if (!existsSync(file)) return [];
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const faults = document.errors.map(
    (error) =>
      `line ${String(lines.linePos(error.pos[0]).line)}: ${error.message.split("\n")[0] ?? ""}`,
  );
  const parsed = jobsSchema.safeParse((document.toJS() as unknown) ?? {});
  if (faults.length === 0 && !parsed.success) {
    for (const issue of parsed.error.issues) {
      faults.push(`${issue.path.map(String).join(".") || "top level"}: ${issue.message}`);
    }
  }
  const jobs = parsed.success ? parsed.data.jobs : [];
  const names = jobs.map((job) => job.name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    faults.push(`jobs: the name "${name}" stands twice`);
  }
  if (faults.length > 0) {
    throw new GranaryError("JOBS_INVALID", {
      message: `${file} has ${faults.length === 1 ? "1 fault" : `${String(faults.length)} faults`}.`,
      details: faults,
      hint: "Mend the lines above; docs/schedules.md shows a complete example.",
    });
  }
  return jobs;
}
