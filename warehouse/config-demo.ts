import { z } from "zod";
import { isoDate } from "./config-date.js";
import { GranaryError } from "./errors.js";

/** The demo company's first day of business. */
export const DEMO_OPENING = "2023-01-01";

/** The last day that the company's calendars know: they end with lunar new year and the holidays of 2040. */
const DEMO_LAST_DAY = "2040-12-31";

/** At this scale the company has two customers after three years; far below, it waits for ever for the first. */
const SMALLEST_SCALE = 0.0001;
/** Seeds are 32 bits wide: beyond, the same companies come again. */
const LARGEST_SEED = 0xffff_ffff;
const SEED_RANGE = `must be from 0 to ${String(LARGEST_SEED)}`;

/** `demo` in `granary.yml`. */
export const demoSettings = z.strictObject({
  scale: z
    .number()
    .positive({ error: "must be greater than 0", abort: true })
    .min(SMALLEST_SCALE, `must be at least ${String(SMALLEST_SCALE)}`)
    .default(0.1),
  seed: z
    .int({ error: "must be a whole number", abort: true })
    .min(0, SEED_RANGE)
    .max(LARGEST_SEED, SEED_RANGE)
    .default(42),
  out: z.string().default("data/demo"),
});

const demoUntil = isoDate.superRefine((date, context) => {
  const message = faultOfUntil(date);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** Why the demo company cannot be lived through to the end of `date`, if it cannot. */
export function faultOfUntil(date: string): string | undefined {
  if (date < DEMO_OPENING) return `the demo company opens on ${DEMO_OPENING}`;
  if (date > DEMO_LAST_DAY) return `the demo company's calendars end with ${DEMO_LAST_DAY}`;
  return undefined;
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
