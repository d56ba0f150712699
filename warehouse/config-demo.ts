import { z } from "zod";
import { isoDate } from "./config-date.js";
import { GranaryError } from "./errors.js";

/** The demo company's first day of business. */
export const DEMO_OPENING = "2023-01-01";

/** `demo` in `granary.yml`. */
export const demoSettings = z.strictObject({
  scale: z.number().positive("must be greater than 0").default(0.1),
  seed: z.int("must be a whole number").default(42),
  out: z.string().default("data/demo"),
});

const demoUntil = isoDate.refine(opensBy, `the demo company opens on ${DEMO_OPENING}`);

/** Whether the demo company has a day of business by `date`. */
export function opensBy(date: string): boolean {
  return date >= DEMO_OPENING;
}

const demoWishes = z.object({
  ...demoSettings.pick({ scale: true, seed: true }).shape,
  until: demoUntil,
});

/**
 * Checks what a demo company is to be like, as `granary.yml` is checked.
 *
 * @param prefix what stands before a value's name in messages: "--" for flags
 * @throws GranaryError USAGE
 */
export function checkDemo(
  { scale, seed, until }: { scale: number; seed: number; until: string },
  prefix = "",
): void {
  const values: Readonly<Record<string, unknown>> = { scale, seed, until };
  const checked = demoWishes.safeParse(values);
  if (checked.success) return;
  const faults = checked.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `${prefix}${name} ${String(values[name])}: ${message}`;
  });
  throw new GranaryError("USAGE", {
    message: `${[...new Set(faults)].join("; ")}.`,
    hint: "docs/demo-company.md says what the demo generator understands.",
  });
}
