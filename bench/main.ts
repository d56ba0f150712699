import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { formatTextTable } from "../cli/render/table.js";
import { buildCase } from "./cases/build.js";
import { ingestCase } from "./cases/ingest.js";
import { ingestFilesCase } from "./cases/ingest-files.js";
import { ingestPostgresCase } from "./cases/ingest-postgres.js";
import { ingestSqliteCase } from "./cases/ingest-sqlite.js";
import { publishCase } from "./cases/publish.js";
import { queryCase } from "./cases/query.js";
import type { Comparison } from "./measure.js";

/**
 * Runs the benchmarks named (all without names), prints ratios and keeps them in `bench/results/<name>.json`.
 *
 * @returns the exit code
 */
export async function bench(names: readonly string[], repository: string): Promise<number> {
  const cases = [
    ingestCase,
    ingestFilesCase,
    ingestPostgresCase,
    ingestSqliteCase,
    buildCase,
    publishCase,
    queryCase,
  ].map((make) => make(repository));
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

function rowOf(name: string, { work, peer, granaryMs, peerMs, ratio }: Comparison): string[] {
  return [name, work, peer, granaryMs.toFixed(1), peerMs.toFixed(1), ratio.toFixed(2)];
}

/** Only ratios are kept: times of one machine say nothing about another. */
function record(comparisons: readonly Comparison[]): unknown {
  return {
    node: process.version,
    machine: `${platform()} ${arch()}, ${String(cpus().length)} cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB`,
    comparisons: comparisons.map(({ work, peer, ratio }) => ({
      work,
      peer,
      ratio: Number(ratio.toFixed(2)),
    })),
  };
}
