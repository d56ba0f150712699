import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { formatTextTable } from "../cli/render/table.js";
import { buildCase } from "./cases/build.js";
import { dbtCase } from "./cases/dbt.js";
import { ingestCase } from "./cases/ingest.js";
import { ingestFilesCase } from "./cases/ingest-files.js";
import { ingestMergeCase } from "./cases/ingest-merge.js";
import { ingestMysqlCase } from "./cases/ingest-mysql.js";
import { ingestPostgresCase } from "./cases/ingest-postgres.js";
import { ingestSqliteCase } from "./cases/ingest-sqlite.js";
import { martsCase } from "./cases/marts.js";
import { publishCase } from "./cases/publish.js";
import { queryCase } from "./cases/query.js";
import { semanticCase } from "./cases/semantic.js";
import type { BenchCase, Comparison } from "./measure.js";

type MakeCase = (repository: string, rows?: number, scale?: number, sources?: string) => BenchCase;

/**
 * Runs the benchmarks named (all without names), prints ratios and keeps them in `bench/results/<name>.json`.
 *
 * @param args names, and `--rows <number>` (of the one large table) or `--scale <number>` (of the demo) for another size
 *   than the usual one; `--sources <folder>` keeps generated files of `marts` there, and takes those that are there
 * @returns the exit code
 */
export async function bench(args: readonly string[], repository: string): Promise<number> {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string" },
      scale: { type: "string" },
      sources: { type: "string" },
    },
    allowPositionals: true,
  });
  const size = numberOf(values.rows);
  const scale = numberOf(values.scale);
  const make: MakeCase[] = [
    ingestCase,
    ingestFilesCase,
    ingestPostgresCase,
    ingestSqliteCase,
    ingestMysqlCase,
    ingestMergeCase,
    buildCase,
    martsCase,
    dbtCase,
    publishCase,
    queryCase,
    semanticCase,
  ];
  const cases = make.map((each) => each(repository, size, scale, values.sources));
  const unknown = names.filter((name) => !cases.some((each) => each.name === name));
  if (unknown.length > 0) {
    console.error(
      `No benchmark ${unknown.join(", ")}; there are ${cases.map((c) => c.name).join(", ")}.`,
    );
    return 2;
  }
  const results = join(repository, "bench", "results");
  mkdirSync(results, { recursive: true });
  const rows: string[][] = [];
  const chosen = cases.filter((each) => names.length === 0 || names.includes(each.name));
  for (const benchCase of chosen) {
    const { name } = benchCase;
    console.error(`Measuring ${name} …`);
    const dir = mkdtempSync(join(tmpdir(), `granary-bench-${name}-`));
    try {
      const comparisons = await benchCase.run(dir);
      if (comparisons.length === 0) continue;
      writeFileSync(
        join(results, `${name}.json`),
        `${JSON.stringify(record(comparisons), null, 2)}\n`,
      );
      rows.push(...comparisons.map((comparison) => rowOf(name, comparison)));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  console.log(
    formatTextTable(["benchmark", "work", "against", "Granary ms", "peer ms", "ratio"], rows),
  );
  return 0;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function rowOf(name: string, { work, peer, granaryMs, peerMs, ratio }: Comparison): string[] {
  return [name, work, peer, granaryMs.toFixed(1), peerMs.toFixed(1), ratio.toFixed(2)];
}

/** Only ratios are kept: times of one machine say nothing about another. */
function record(comparisons: readonly Comparison[]): unknown {
  return {
    node: process.version,
    machine: `${platform()} ${arch()}, ${String(cpus().length)} cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB`,
    comparisons: comparisons.map(({ work, peer, ratio, cpuRatio, peakMiB, parts }) => ({
      work,
      peer,
      ratio: Number(ratio.toFixed(2)),
      ...(cpuRatio === undefined ? {} : { cpuRatio: Number(cpuRatio.toFixed(2)) }),
      ...(peakMiB === undefined ? {} : { peakMiB }),
      ...(parts === undefined ? {} : { parts }),
    })),
  };
}
