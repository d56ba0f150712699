import type { DbtFlags } from "./dbt-flags.js";

/** Sees to the flags of one dbt command and to how it ends; `work` returns the exit code. */
export type Runner = (
  command: string,
  work: (flags: DbtFlags, words: readonly string[]) => Promise<number>,
) => (...input: unknown[]) => Promise<void>;
