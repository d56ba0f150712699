import { resolve } from "node:path";
import type { Command } from "commander";
import type { DbtCommand, DbtInvocation } from "../../dbt/invocation.js";
import type { DbtResult } from "../../dbt/result.js";
import { runDbt } from "../../dbt/run.js";
import { GranaryError } from "../../warehouse/errors.js";
import { progressFor } from "../context.js";
import { dbtLog, failingRows } from "../render/dbt-log.js";
import { formatFailure } from "../render/failure.js";
import {
  addGlobalFlags,
  addListFlags,
  addRunFlags,
  addSelectionFlags,
  addShowFlags,
  type DbtFlags,
} from "./dbt-flags.js";
import { optionsOf } from "./dbt-options.js";
import { inPlace, wantsDbtCore } from "./dbt-in-place.js";
import type { DbtPlace } from "./dbt-place.js";
import { addPlanCommand } from "./dbt-plan.js";
import type { Runner } from "./dbt-runner.js";
import { addUpkeepCommands } from "./dbt-upkeep.js";

type Exit = (code: number) => void;

const ADD: readonly (readonly [DbtCommand, string, (command: Command) => Command])[] = [
  ["build", "seeds, snapshots, models and tests in dependency order", addRunFlags],
  ["run", "models only", addRunFlags],
  ["test", "tests only", addRunFlags],
  ["seed", "seeds only", addRunFlags],
  ["snapshot", "snapshots only", addRunFlags],
  ["clone", "make views of the relations of --state", addRunFlags],
  ["compile", "write the compiled SQL, run nothing", addRunFlags],
  ["show", "print the first rows of a model or of a query", addShowFlags],
  ["ls", "list what a selection means", addListFlags],
  ["parse", "check the project and write the manifest", addSelectionFlags],
];

/** Commands that change the workspace's tables. */
const CHANGING: ReadonlySet<DbtCommand> = new Set([
  "build",
  "run",
  "test",
  "seed",
  "snapshot",
  "run-operation",
  "clone",
]);

/** Errors that dbt ends with 2: nothing could be begun. */
const NOT_BEGUN: ReadonlySet<string> = new Set([
  "DBT_COMPILE_FAILED",
  "DBT_REF_UNKNOWN",
  "DBT_CYCLE",
]);

/** `granary dbt …`. */
export function addDbtCommand(program: Command, exit: Exit): void {
  const dbt = addGlobalFlags(
    program.command("dbt").description("build, test and document the models, as dbt does"),
  );
  const runner: Runner =
    (name, work) =>
    async (...input) => {
      const command = input.at(-1) as Command;
      const words = input.filter((word): word is string => typeof word === "string");
      const flags = command.optsWithGlobals<DbtFlags>();
      exit(await ended(flags, command, name, () => work(flags, words)));
    };
  for (const [command, says, addFlags] of ADD) {
    const sub = addFlags(dbt.command(command).description(says));
    if (command === "ls") sub.alias("list");
    if (command === "compile") sub.option("--inline <sql>", "SQL with Jinja instead of nodes");
    sub.action(runner(command, (flags) => invoke(command, flags, optionsOf(flags))));
  }
  addRunFlags(dbt.command("docs").description("what documentation is made of").command("generate"))
    .description("write manifest.json and catalog.json for dbt's documentation site")
    .option("--no-compile", "leave the compiled SQL out")
    .option("--empty-catalog", "leave out what the database holds")
    .action(runner("docs generate", (flags) => invoke("docs generate", flags, optionsOf(flags))));
  addRunFlags(dbt.command("source").description("sources").command("freshness"))
    .description("check how fresh the sources are")
    .option("-o, --output <file>", "where sources.json goes")
    .action(
      runner("source freshness", (flags) => {
        const file = flags.output === undefined ? {} : { outputFile: resolve(flags.output) };
        return invoke("source freshness", flags, { ...optionsOf(flags), ...file });
      }),
    );
  dbt
    .command("run-operation")
    .description("run a macro")
    .argument("<macro>", "name, or package.name")
    .option("--args <yaml>", "its arguments, as YAML or JSON")
    .action(
      runner("run-operation", (flags, [macro = ""]) =>
        invoke("run-operation", flags, { ...optionsOf(flags), macro }),
      ),
    );
  addRunFlags(dbt.command("retry"))
    .description("run again what failed or was skipped in the last run")
    .action(
      runner("retry", async (flags) => {
        const { command, options } = await import("./dbt-retry.js").then(({ retryOptions }) =>
          retryOptions(flags),
        );
        return invoke(command, flags, { ...options, ...optionsOf(flags) });
      }),
    );
  addUpkeepCommands(dbt, runner);
  addPlanCommand(dbt, runner);
}

/** The exit code of `work`; failures are printed. */
async function ended(
  flags: DbtFlags,
  command: Command,
  name: string,
  work: () => Promise<number>,
): Promise<number> {
  try {
    if (name !== "plan" && (await wantsDbtCore(flags))) {
      return await import("./dbt-core.js").then(({ runDbtCore }) =>
        runDbtCore(flags, command, name),
      );
    }
    return await work();
  } catch (error) {
    process.stderr.write(`${formatFailure(error)}\n`);
    if (!(error instanceof GranaryError)) return 2;
    return NOT_BEGUN.has(error.code) || name === "show" ? 2 : error.exitCode;
  }
}

function sinksOf(command: DbtCommand, flags: DbtFlags): Pick<DbtInvocation, "onEvent" | "onLog"> {
  const json = flags.logFormat === "json";
  const listing = command === "ls" || (command === "show" && flags.output === "json");
  const rows = json || flags.quiet === true ? (): void => undefined : failingRows(process.stdout);
  return {
    onEvent: flags.log === "json" ? progressFor(flags).sink : rows,
    onLog: dbtLog(process.stdout, { json, quiet: flags.quiet === true || listing }),
  };
}

async function invoke(
  command: DbtCommand,
  flags: DbtFlags,
  options: Partial<DbtInvocation>,
): Promise<number> {
  const sinks = sinksOf(command, flags);
  const result = await inPlace(flags, `granary dbt ${command}`, (place) =>
    dispatch(place, { ...place.invocation, ...options, ...sinks, command }),
  );
  for (const line of result.listed ?? []) process.stdout.write(`${line}\n`);
  return result.status === "failed" ? 1 : 0;
}

function dispatch(place: DbtPlace, invocation: DbtInvocation): Promise<DbtResult> {
  const { house } = place;
  if (house === null || !CHANGING.has(invocation.command)) return runDbt(invocation);
  return import("../../schedules/recorded-run.js").then(({ runRecorded }) =>
    runRecorded(house.config, house.workspace, invocation),
  );
}
