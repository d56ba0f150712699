import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatTextTable } from "../../cli/render/table.js";
import { runDbt } from "../../dbt/run.js";
import type { DbtInvocation } from "../../dbt/invocation.js";
import type { DbtResult } from "../../dbt/result.js";
import { runIngest } from "../../ingest/run.js";
import { generateDemo } from "../../samples/demo/generate.js";
import { MANIFEST_FILE } from "../../samples/demo/output/manifest.js";
import { dbtVars, type GranaryConfig } from "../../warehouse/config.js";
import { whileNodesRun } from "../../warehouse/engine-threads.js";
import type { Workspace } from "../../warehouse/workspace.js";
import type { BenchCase, Comparison } from "../measure.js";
import { configBelow, execute, inWorkspace, silent, sourceBelow } from "../prepared-warehouse.js";
import { growthOf } from "./marts-growth.js";
import { differingTables, fingerprints } from "./marts-rows.js";

const SEED = 42;
const LARGE_SCALE = 20;
/** How many times larger the larger scale is than the smaller. */
const FACTOR = 20;
/** At scale 1. */
const ORDER_LINES = 100_000;
/** Of DuckDB; the process has some 2 GiB beside it. */
const MEMORY = "4GB";
/** Shorter times at the larger scale say nothing about growth. */
const LEAST_MS = 500;
const SHOWN = 25;
/** Builds at the smaller scale, whose times are so short that one of them says little. */
const SMALL_BUILDS = 3;
/** A checkpoint writes what the models before have left; it says nothing about the one that it falls on. */
const NO_CHECKPOINT = "set checkpoint_threshold = '1TB'";

interface Build {
  ms: number;
  cpuMs: number;
  result: DbtResult;
}

interface Life {
  /**
   * From nothing, one model at a time with the whole engine: each one's time is its own. Several where times are
   * short.
   */
  alone: readonly Build[];
  /** The next day on top of it, as `granary run` builds it: without unit tests, which passed before. */
  day: Build;
  /** That day from nothing. */
  full: Build;
  peakMiB: number;
}

/**
 * All marts with their tests: from nothing, then one more day on top, at a scale and at a twentieth of it. Fails when the
 * day's rows are not those of a full build.
 */
export function martsCase(
  repository: string,
  _rows?: number,
  scale = LARGE_SCALE,
  sources?: string,
): BenchCase {
  return {
    name: "marts",
    run: async (dir) => {
      const small = await live(repository, dir, scale / FACTOR, sources, SMALL_BUILDS);
      const large = await live(repository, dir, scale, sources, 1);
      const lines = scale * ORDER_LINES;
      const ratio = FACTOR * (Math.log(lines) / Math.log(lines / FACTOR));
      const base = `scale ${String(scale / FACTOR)}`;
      const named = `scale ${String(scale)}`;
      const growth = growthOf(resultsOf(small.alone), resultsOf(large.alone));
      console.log(
        formatTextTable(
          ["slowest models", `ms at ${base}`, `ms at ${named}`, "growth"],
          growth.slice(0, SHOWN).map(({ name, ms, ratio: times }) => {
            return [name, (ms / times).toFixed(0), ms.toFixed(0), times.toFixed(1)];
          }),
        ),
      );
      const steeper = growth.filter((part) => part.ms >= LEAST_MS && part.ratio > ratio);
      const bound = `n log n is ${ratio.toFixed(1)}; steeper: ${steeper.map(({ name }) => name).join(", ") || "none"}`;
      return [
        nextDay(small, base),
        nextDay(large, named),
        {
          ...compared(
            `full build with tests at ${named} (${bound})`,
            `at ${base}`,
            large.full,
            small.full,
          ),
          peakMiB: large.peakMiB,
          parts: growth,
        },
      ];
    },
  };
}

function resultsOf(builds: readonly Build[]): DbtResult[] {
  return builds.map(({ result }) => result);
}

function nextDay({ day, full }: Life, named: string): Comparison {
  return compared(`one more day at ${named}, with tests`, "a full build of that day", day, full);
}

function compared(work: string, peer: string, ours: Build, theirs: Build): Comparison {
  const cpuRatio = ours.cpuMs / theirs.cpuMs;
  const ratio = ours.ms / theirs.ms;
  return { work, peer, granaryMs: ours.ms, peerMs: theirs.ms, ratio, cpuRatio };
}

async function live(
  repository: string,
  dir: string,
  scale: number,
  sources: string | undefined,
  aloneBuilds: number,
): Promise<Life> {
  const base = configBelow(repository, dir);
  const last = { ...base, engine: { ...base.engine, memoryLimit: MEMORY } };
  const before = { ...last, asOfDate: dayBefore(last.asOfDate) };
  await generated(before, dir, scale, sources);
  const alone = await inWorkspace(before, async (workspace) => {
    await runIngest({ config: before, workspace, onEvent: silent });
    await execute(workspace, [NO_CHECKPOINT]);
    const builds: Build[] = [];
    while (builds.length < aloneBuilds) {
      const what = `scale ${String(scale)}: one model at a time`;
      builds.push(await build(before, workspace, what, { threads: 1, fullRefresh: true }));
    }
    return builds;
  });
  await generated(last, dir, scale, sources);
  const { day, incremental } = await inWorkspace(last, async (workspace) => {
    await runIngest({ config: last, workspace, onEvent: silent });
    rmSync(sourceBelow(dir), { recursive: true });
    const built = await build(last, workspace, "one more day", {
      excludeResourceTypes: ["unit_test"],
    });
    return { day: built, incremental: await fingerprints(workspace) };
  });
  const { full, peakMiB, differing } = await inWorkspace(last, async (workspace) => {
    const built = await build(last, workspace, "the same day from nothing", { fullRefresh: true });
    const peak = Math.round(process.resourceUsage().maxRSS / 1024);
    const made = await fingerprints(workspace);
    return { full: built, peakMiB: peak, differing: differingTables(incremental, made) };
  });
  rmSync(last.dataDir, { recursive: true });
  if (differing.length > 0) {
    throw new Error(
      `one more day gives other rows than a full build: ${differing.join(", ")} (scale ${String(scale)})`,
    );
  }
  return { alone, day, full, peakMiB };
}

/**
 * What the systems send until the configuration's as-of date: files of a month each, but of the last days only what is new,
 * as a system would that exports every night. Out of `sources` where given, which keeps them.
 */
async function generated(
  config: GranaryConfig,
  dir: string,
  scale: number,
  sources: string | undefined,
): Promise<void> {
  const until = config.asOfDate;
  const yesterday = dayBefore(until);
  const place = sourceBelow(dir);
  const keptOf = (day: string): string =>
    sources === undefined ? place : join(sources, [SEED, scale, day].map(String).join("-"));
  const kept = keptOf(until);
  if (!reaches(kept, until)) {
    const write = async (day: string, extend: boolean): Promise<void> => {
      console.error(`generating scale ${String(scale)} until ${day} …`);
      const what = { scale, seed: SEED, until: day, outDir: kept };
      await generateDemo({ ...what, period: "month", extend, onEvent: silent });
    };
    const earlier = keptOf(yesterday);
    if (!reaches(earlier, yesterday)) await write(yesterday, false);
    else if (earlier !== kept) cpSync(earlier, kept, { recursive: true });
    await write(until, true);
  }
  if (kept === place) return;
  rmSync(place, { recursive: true, force: true });
  symlinkSync(resolve(kept), place);
}

/** Whether a whole demo that ends on the day stands in the directory. */
function reaches(dir: string, until: string): boolean {
  const file = join(dir, MANIFEST_FILE);
  if (!existsSync(file)) return false;
  return (JSON.parse(readFileSync(file, "utf8")) as { until?: string }).until === until;
}

async function build(
  config: GranaryConfig,
  workspace: Workspace,
  what: string,
  how: Partial<Pick<DbtInvocation, "threads" | "fullRefresh" | "excludeResourceTypes">> = {},
): Promise<Build> {
  const started = performance.now();
  const before = process.cpuUsage();
  const threads = how.threads ?? config.engine.threads;
  const run = (): Promise<DbtResult> =>
    runDbt({
      command: "build",
      projectDir: config.projectDir,
      targetDir: `${config.dataDir}/target`,
      vars: dbtVars(config),
      threads,
      target: { name: "bench", schema: "main", database: workspace.database },
      fullRefresh: how.fullRefresh ?? false,
      excludeResourceTypes: how.excludeResourceTypes ?? [],
      connect: () => workspace.connect(),
      onEvent: silent,
    });
  const result = await (threads === 1 ? run() : whileNodesRun(config, workspace, run));
  if (result.status === "failed") throw result.errors[0] ?? new Error(`${what} failed`);
  const { user, system } = process.cpuUsage(before);
  const spent = { ms: performance.now() - started, cpuMs: (user + system) / 1000 };
  console.error(
    `${what}: ${seconds(spent.ms)} (processor ${seconds(spent.cpuMs)}), ${shares(result)}`,
  );
  return { ...spent, result };
}

/** How the nodes' times divide among kinds. */
function shares({ results }: DbtResult): string {
  const sums = new Map<string, number>();
  for (const { resourceType, executionMs } of results) {
    sums.set(resourceType, (sums.get(resourceType) ?? 0) + executionMs);
  }
  return [...sums].map(([kind, ms]) => `${kind} ${seconds(ms)}`).join(", ");
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
