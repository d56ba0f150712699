import { z } from "zod";

const BYTES = { MB: 1e6, GB: 1e9, MIB: 2 ** 20, GIB: 2 ** 30 } as const;

const bytes = z
  .string()
  .regex(/^\d+(\.\d+)?\s?(MB|GB|MiB|GiB)$/i, "expected a size, for example 64MiB")
  .transform((text) => {
    const unit = text.replace(/^[\d.\s]+/, "").toUpperCase() as keyof typeof BYTES;
    return Math.round(Number.parseFloat(text) * BYTES[unit]);
  });

/** Bounds of answering questions in one process. */
export const answersConfig = z
  .strictObject({
    /** Seconds. */
    timeout: z.number().positive().default(60),
    cache: bytes.default(64 * 2 ** 20),
    concurrent: z.int().min(1).default(4),
    rollup_checks: z.number().min(0).max(1).default(0.02),
  })
  .prefault({})
  .transform(({ timeout, cache, concurrent, rollup_checks }) => ({
    timeoutMs: timeout * 1000,
    cacheBytes: cache,
    concurrent,
    shadowShare: rollup_checks,
  }));

/** What `answers` in `granary.yml` says. */
export type AnswersConfig = z.output<typeof answersConfig>;
