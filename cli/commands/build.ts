import { join } from "node:path";
import type { Command } from "commander";
import { parse } from "yaml";
import type { DbtResult } from "../../dbt/result.js";
import { runDbt } from "../../dbt/run.js";
import { runMining } from "../../mining/run.js";
import { buildAndTest, publishBuilt } from "../../schedules/pipeline.js";
import { dbtEnvironment, dbtVars, type GranaryConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { EventSink } from "../../warehouse/events.js";
import { openWorkspace, type Workspace } from "../../warehouse/workspace.js";
import { configOf, withCommonFlags, withProgress, type CommonFlags } from "../context.js";

interface DbtFlags extends CommonFlags {
  select?: string[];
  exclude?: string[];
  vars?: string;
  threads?: string;
  failFast?: boolean;
}

const CHANGING = ["build", "run", "test", "seed"] as const;
const READING = ["compile", "ls", "parse"] as const;

const SAYS: Record<(typeof CHANGING | typeof READING)[number], string> = {
  build: "seeds, models and tests in dependency order",
  run: "models only",
  test: "tests only",
  seed: "seeds only",
  compile: "write the compiled SQL, run nothing",
  ls: "list what a selection means",
  parse: "check the project and write the manifest",
};

/** `granary dbt …`, `granary mine` and `granary publish`. */
export function addBuildCommands(program: Command, exit: (code: number) => void): void {
  const dbt = program.command("dbt").description("build and test the models in the workspace");
  for (const command of [...CHANGING, ...READING]) {
    withCommonFlags(
      dbt
        .command(command)
        .description(SAYS[command])
        .option("-s, --select <selector...>", "names, path:, tag:, + operators")
        .option("--exclude <selector...>", "leave these out")
        .option("--vars <yaml>", "override vars, as YAML or JSON")
        .option("--threads <number>", "models built at the same time")
        .option("-x, --fail-fast", "stop at the first failure"),
    ).action((flags: DbtFlags) => dbtAction(command, flags, exit));
  }

  withCommonFlags(
    program.command("mine").description("find patterns in the marts into mining.*"),
  ).action((flags: CommonFlags) =>
    inWorkspace(flags, "granary mine", (config, workspace, onEvent) =>
      runMining({ config, workspace, onEvent }).then(() => undefined),
    ),
  );

  withCommonFlags(
    program.command("publish").description("publish the workspace's tested build as a new version"),
  ).action(async (flags: CommonFlags) => {
    const manifest = await inWorkspace(flags, "granary publish", publishBuilt);
    process.stdout.write(`Published version ${String(manifest.version)}.\n`);
  });
}

async function dbtAction(
  command: keyof typeof SAYS,
  flags: DbtFlags,
  exit: (code: number) => void,
): Promise<void> {
  const selection = {
    ...(flags.select === undefined ? {} : { select: flags.select }),
    ...(flags.exclude === undefined ? {} : { exclude: flags.exclude }),
    failFast: flags.failFast ?? false,
  };
  const holder = `granary dbt ${command}`;
  const result = await inWorkspace(flags, holder, async (config, workspace, onEvent) => {
    const settled = withOverrides(config, flags);
    if (isChanging(command)) {
      return buildAndTest(settled, workspace, onEvent, command, selection);
    }
    return runDbt({
      command,
      projectDir: settled.projectDir,
      targetDir: join(settled.rootDir, "target"),
      vars: dbtVars(settled),
      threads: settled.engine.threads,
      target: { name: "granary", schema: "main", database: workspace.database },
      connect: () => workspace.connect(),
      env: dbtEnvironment(),
      onEvent,
      ...selection,
    });
  });
  report(command, result);
  if (result.status === "failed") exit(1);
}

function report(command: string, result: DbtResult): void {
  if (result.listed) {
    process.stdout.write(result.listed.map((name) => `${name}\n`).join(""));
    return;
  }
  for (const error of result.errors) process.stderr.write(`${error.message}\n`);
  const { passed, failed, warned } = result.tests;
  process.stdout.write(
    `dbt ${command}: ${String(result.results.length)} nodes; tests: ${String(passed)} passed, ${String(failed)} failed, ${String(warned)} warned.\n`,
  );
}

function isChanging(command: string): command is (typeof CHANGING)[number] {
  return (CHANGING as readonly string[]).includes(command);
}

function withOverrides(config: GranaryConfig, flags: DbtFlags): GranaryConfig {
  const threads = flags.threads === undefined ? config.engine.threads : Number(flags.threads);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new GranaryError("USAGE", { message: `--threads ${String(flags.threads)} is no count.` });
  }
  return {
    ...config,
    engine: { ...config.engine, threads },
    vars: { ...config.vars, ...parseVars(flags.vars) },
  };
}

function parseVars(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new GranaryError("USAGE", { message: `--vars ${text} is not YAML.`, cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new GranaryError("USAGE", {
    message: `--vars ${text} is not a mapping.`,
    hint: "Write it as --vars '{name: value}'.",
  });
}

async function inWorkspace<T>(
  flags: CommonFlags,
  holder: string,
  work: (config: GranaryConfig, workspace: Workspace, onEvent: EventSink) => Promise<T>,
): Promise<T> {
  const config = configOf(flags);
  return withProgress(flags, async (onEvent) => {
    const workspace = await openWorkspace(config, { holder });
    try {
      return await work(config, workspace, onEvent);
    } finally {
      await workspace.close();
    }
  });
}
