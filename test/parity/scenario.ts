import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const exitCode = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const step = z.union([
  /** A dbt command line without `dbt`; `exit` is what dbt ends with, 0 unless given. */
  z.strictObject({
    dbt: z.string(),
    exit: exitCode.default(0),
    vars: z.record(z.string(), z.unknown()).default({}),
  }),
  /** Statements run on the database before the next command. */
  z.strictObject({ sql: z.string() }),
  /** Files of the project, replaced by a text or (null) removed. */
  z.strictObject({ write: z.record(z.string(), z.string().nullable()) }),
  /** Keeps the artifacts, as `--state kept` finds them. */
  z.strictObject({ keep: z.string() }),
]);
const scenario = z.strictObject({
  about: z.string().default(""),
  vars: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.string()).default({}),
  threads: z.number().int().default(2),
  /** `relation.column` patterns whose values depend on the moment they were made; only their nulls are compared. */
  masked: z.array(z.string()).default([]),
  steps: z.array(step).default([{ dbt: "build", exit: 0, vars: {} }]),
  /** Differences that are known: patterns of their lines, and why they are there. */
  known: z.array(z.strictObject({ difference: z.string(), because: z.string() })).default([]),
  /** Flags of `ls`, one list each. */
  lists: z.array(z.string()).default([]),
});

export type Step = z.infer<typeof step>;
export type CommandStep = Extract<Step, { dbt: string }>;
/** What is done to a project with both engines. */
export type Scenario = z.infer<typeof scenario>;

/** The scenario in a project's `parity.yml`; a plain `build` where there is none. */
export function readScenario(projectDir: string): Scenario & { stated: boolean } {
  const file = join(projectDir, "parity.yml");
  const stated = existsSync(file);
  const read = scenario.parse(stated ? parse(readFileSync(file, "utf8")) : {});
  return { ...read, stated };
}

/** The words of a command line; quotes keep blanks. */
export function wordsOf(line: string): string[] {
  const words = line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g);
  return [...words].map(([word]) =>
    word.replace(
      /'([^']*)'|"([^"]*)"/g,
      (_all, single?: string, double?: string) => single ?? double ?? "",
    ),
  );
}
