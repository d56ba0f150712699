import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DbtCore } from "../../bench/dbt-core.js";
import { compareContents } from "./contents.js";
import { differences } from "./differences.js";
import { type Ended, type Engine, startEngine } from "./engine.js";
import { catalogFacts, freshnessFacts, manifestDifferences, outcomes } from "./facts.js";
import { type CommandStep, readScenario, type Scenario, type Step, wordsOf } from "./scenario.js";
import { selectionsOf } from "./selections.js";
import { artifact, copyProject, runSql, type Workbench, writeFiles } from "./workbench.js";

/** What one step of a scenario showed. */
interface StepReport {
  step: string;
  /** Outcomes compared, lists compared, and so on: how much agreement is worth. */
  compared: number;
  differences: string[];
  /** Differences that the scenario knows of. */
  known: number;
  milliseconds: { dbt: number; granary: number };
  /** How dbt's nodes ended. */
  results?: Record<string, unknown>;
}

export interface ProjectReport {
  project: string;
  about: string;
  known: Scenario["known"];
  steps: StepReport[];
  /** The scenario expected something else of dbt itself: the fixture is wrong. */
  unexpected: string[];
}

interface CompareOptions {
  repository: string;
  dbt: DbtCore;
  /** Runs dbt against itself, to be sure of a fixture. */
  dbtOnly?: boolean;
  /** Manifests are compared too. */
  manifest?: boolean;
  /** The databases, artifacts and logs stay. */
  keep?: boolean;
  scenario?: Scenario;
  /** A database both begin with. */
  database?: string;
  onStep?: (report: StepReport) => void;
}

interface Side {
  bench: Workbench;
  engine: Engine;
}

interface Comparison {
  dbt: Side;
  granary: Side;
  scenario: Scenario;
  since: Date;
  manifest: boolean;
}

const ARTIFACTS = {
  "run_results.json": outcomes,
  "catalog.json": catalogFacts,
  "sources.json": freshnessFacts,
} as const;

/** Runs the project's scenario under both engines, each with a copy and a database of its own. */
export async function compareProject(
  project: string,
  options: CompareOptions,
): Promise<ProjectReport> {
  const stated = readScenario(project);
  const scenario = options.scenario ?? stated;
  const dir = mkdtempSync(join(tmpdir(), "granary-parity-"));
  const report: ProjectReport = {
    project,
    about: scenario.about,
    known: scenario.known,
    steps: [],
    unexpected: [],
  };
  const comparison: Comparison = {
    ...openSides(project, dir, scenario, options),
    scenario,
    since: new Date(),
    manifest: options.manifest ?? true,
  };
  try {
    const steps = [...scenario.steps];
    for (const step of steps) await take(step, comparison, report, options);
    const lists =
      scenario.lists.length > 0 || stated.stated
        ? scenario.lists
        : selectionsOf(artifact(comparison.dbt.bench, "manifest.json"));
    if (lists.length > 0) keepReport(await compareLists(lists, comparison), report, options);
  } finally {
    await Promise.all([comparison.dbt.engine.close(), comparison.granary.engine.close()]);
    if (options.keep === true) console.error(`Kept: ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
  return report;
}

function openSides(
  project: string,
  dir: string,
  scenario: Scenario,
  { dbt, dbtOnly, repository, database }: CompareOptions,
): { dbt: Side; granary: Side } {
  const drivers = join(repository, "test", "parity");
  const python = [dbt.python, join(drivers, "drive-dbt.py")] as const;
  const node = [process.execPath, join(drivers, "drive-granary.mjs")] as const;
  const side = (name: string, command: readonly [string, ...string[]]): Side => {
    const at = join(dir, name);
    mkdirSync(at, { recursive: true });
    const bench = copyProject(project, at, scenario.threads);
    if (database !== undefined) cpSync(database, bench.database);
    return {
      bench,
      engine: startEngine(command, join(at, "log.txt"), scenario.env),
    };
  };
  return { dbt: side("dbt", python), granary: side("granary", dbtOnly === true ? python : node) };
}

async function take(
  step: Step,
  comparison: Comparison,
  report: ProjectReport,
  options: CompareOptions,
): Promise<void> {
  const { dbt, granary } = comparison;
  if ("sql" in step) {
    for (const { bench } of [dbt, granary]) await runSql(bench, step.sql);
  } else if ("write" in step) {
    for (const { bench } of [dbt, granary]) writeFiles(bench, step.write);
  } else if ("keep" in step) {
    for (const { bench } of [dbt, granary]) {
      cpSync(bench.targetDir, join(bench.projectDir, step.keep), { recursive: true });
    }
  } else {
    const { found, ended } = await compareCommand(step, comparison);
    if (ended.exit !== step.exit) {
      const said = dbt.engine.tail(40);
      report.unexpected.push(
        `dbt ${step.dbt} ended with ${String(ended.exit)}, not ${String(step.exit)}\n${ended.error ?? ""}\n${said}`,
      );
    }
    keepReport(found, report, options);
  }
}

function keepReport(step: StepReport, report: ProjectReport, { onStep }: CompareOptions): void {
  const isKnown = (line: string): boolean =>
    report.known.some(({ difference }) => new RegExp(difference).test(line));
  const all = step.differences.length;
  step.differences = step.differences.filter((line) => !isKnown(line));
  step.known = all - step.differences.length;
  report.steps.push(step);
  onStep?.(step);
}

async function timed(side: Side, line: string, scenario: Scenario): Promise<[Ended, number]> {
  const { bench, engine } = side;
  const [command = "", ...rest] = wordsOf(line);
  const words = ["docs", "source"].includes(command) ? [command, rest.shift() ?? ""] : [command];
  const common = ["--project-dir", bench.projectDir, "--profiles-dir", bench.profilesDir];
  const takesTarget = !["clean", "debug", "deps"].includes(command);
  const args = [
    ...words,
    ...rest,
    ...common,
    ...(takesTarget ? ["--target-path", bench.targetDir] : []),
    ...(Object.keys(scenario.vars).length === 0 || rest.includes("--vars")
      ? []
      : ["--vars", JSON.stringify(scenario.vars)]),
  ];
  const started = performance.now();
  const ended = await engine.run(args, bench.projectDir);
  return [ended, performance.now() - started];
}

async function compareCommand(
  { dbt: line, vars }: CommandStep,
  comparison: Comparison,
): Promise<{ found: StepReport; ended: Ended }> {
  const { dbt, granary, since } = comparison;
  const scenario = { ...comparison.scenario, vars: { ...comparison.scenario.vars, ...vars } };
  const before = [dbt, granary].map(({ bench }) => invocations(bench));
  const [[ended, dbtMs], [ours, granaryMs]] = await Promise.all([
    timed(dbt, line, scenario),
    timed(granary, line, scenario),
  ]);
  const found: string[] = [];
  let compared = 1;
  if (ours.exit !== ended.exit) {
    found.push(`exit code: dbt ${String(ended.exit)}, granary ${String(ours.exit)}`);
    if (ours.error !== null) found.push(`granary said: ${ours.error.trim().slice(0, 1500)}`);
  }
  for (const [index, [name, facts]] of Object.entries(ARTIFACTS).entries()) {
    const fresh = [dbt, granary].map(
      ({ bench }, side) => invocations(bench)[index] !== before[side]?.[index],
    );
    if (fresh[0] !== fresh[1]) {
      found.push(`${name}: written by ${fresh[0] === true ? "dbt" : "granary"} only`);
    } else if (fresh[0] === true) {
      const [one, other] = [facts(artifact(dbt.bench, name)), facts(artifact(granary.bench, name))];
      compared += Object.keys(one).length;
      found.push(...differences(one, other, name));
    }
  }
  // What stops a command before it begins leaves each with an older manifest, or with what it has read so far.
  if (comparison.manifest && ended.exit !== 2) {
    found.push(
      ...manifestDifferences(
        artifact(dbt.bench, "manifest.json"),
        artifact(granary.bench, "manifest.json"),
      ),
    );
  }
  if (existsSync(dbt.bench.database) || existsSync(granary.bench.database)) {
    const options = { masked: scenario.masked, since };
    found.push(...(await compareContents(dbt.bench.database, granary.bench.database, options)));
  }
  if (ended.listed !== null) found.push(...differences(sorted(ended), sorted(ours), "listed"));
  const milliseconds = { dbt: dbtMs, granary: granaryMs };
  const results = outcomes(artifact(dbt.bench, "run_results.json"));
  const step = {
    step: `dbt ${line}`,
    compared,
    differences: found,
    known: 0,
    milliseconds,
    results,
  };
  return { found: step, ended };
}

function sorted({ listed }: Ended): string[] | null {
  return listed === null ? null : listed.map(canonical).sort();
}

/** A line of `--output json` with its keys in order. */
function canonical(line: string): string {
  if (!line.startsWith("{")) return line;
  const entries = Object.entries(JSON.parse(line) as Record<string, unknown>);
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Which invocation wrote each artifact. */
function invocations(bench: Workbench): (string | null)[] {
  return Object.keys(ARTIFACTS).map((name) => {
    const found = artifact(bench, name) as { metadata?: { invocation_id?: string } } | null;
    return found?.metadata?.invocation_id ?? null;
  });
}

async function compareLists(lists: readonly string[], comparison: Comparison): Promise<StepReport> {
  const { dbt, granary, scenario } = comparison;
  const found: string[] = [];
  const spent = { dbt: 0, granary: 0 };
  for (const flags of lists) {
    const [[theirs, dbtMs], [ours, granaryMs]] = await Promise.all([
      timed(dbt, `ls ${flags}`, scenario),
      timed(granary, `ls ${flags}`, scenario),
    ]);
    spent.dbt += dbtMs;
    spent.granary += granaryMs;
    if (theirs.exit !== ours.exit) {
      found.push(
        `ls ${flags}: exit code: dbt ${String(theirs.exit)}, granary ${String(ours.exit)} ${(ours.error ?? theirs.error ?? "").slice(0, 500)}`,
      );
    } else {
      found.push(...differences(sorted(theirs), sorted(ours), `ls ${flags}`));
    }
  }
  const step = `dbt ls, ${String(lists.length)} selections`;
  return { step, compared: lists.length, differences: found, known: 0, milliseconds: spent };
}
