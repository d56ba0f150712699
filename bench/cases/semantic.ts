import { chmodSync, copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { GranaryConfig } from "../../warehouse/config.js";
import type { BenchCase, Comparison } from "../measure.js";
import { startAnswering, type AnsweringServer } from "./semantic-client.js";
import { multiplied, multipliedFile, publishSeed } from "./semantic-data.js";
import {
  comparison,
  dayOf,
  latencies,
  middle,
  printTable,
  publishAgain,
  quantile,
  requireSameRows,
  rollupHits,
  timeOf,
  timeOfSql,
  turnsFor,
  withoutRollups,
  type Latencies,
} from "./semantic-measures.js";
import { SEMANTIC_QUERIES, type SemanticQuery } from "./semantic-queries.js";

const ROWS = 10_000_000;
const CONNECTIONS = 16;
const SECONDS = 6;
const CACHE_BYTES = 64 * 2 ** 20;

interface Bench {
  dir: string;
  modelDir: string;
  config: GranaryConfig;
  rows: number;
}

/** The semantic layer over HTTP against the same questions written by hand, and against Cube as it comes. */
export function semanticCase(repository: string, rows = ROWS): BenchCase {
  return {
    name: "semantic",
    run: async (dir) => {
      const modelDir = join(repository, "cube", "model");
      const seed = await publishSeed(repository, dir);
      const made = (lines: number): Promise<GranaryConfig> => {
        console.error(`  writing ${lines.toLocaleString("en")} lines …`);
        return multiplied(seed, modelDir, join(dir, `rows-${String(lines)}`), lines);
      };
      const bench: Bench = { dir, modelDir, config: await made(rows), rows };
      return [
        ...(await throughRollups(bench)),
        ...(await uncached(bench)),
        await cachedAnswers(bench),
        ...(await firstQuestions(bench)),
        ...(await growth(bench, made)),
      ];
    },
  };
}

async function uncached(bench: Bench): Promise<Comparison[]> {
  const turns = turnsFor(bench.rows);
  const raw = withoutRollups(bench.config);
  const instance = await DuckDBInstance.create(multipliedFile(raw), {
    access_mode: "READ_ONLY",
    memory_limit: raw.engine.memoryLimit,
    threads: String(raw.engine.threads),
  });
  const connection = await instance.connect();
  const byHand = await latencies((query, from) => timeOfSql(connection, query.sql(from)), turns);
  const ours = await withServer(granaryServer(bench, raw, 0), async (server) => {
    const found = await latencies((query, from) => timeOf(server, query.query(from)), turns);
    for (const query of SEMANTIC_QUERIES) await requireSameRows(server, connection, query);
    return found;
  });
  connection.closeSync();
  instance.closeSync();
  const stock = await withServer(stockServer(bench), (server) =>
    latencies((query, from) => timeOf(server, query.query(from)), turns),
  );
  printTable(ours, byHand, stock);
  const bucketed = SEMANTIC_QUERIES.filter((query) => query.bucketed);
  const worst = leastFavourable(ours, stock);
  const peer = "stock Cube 1.7";
  const work = `30 questions, ${bench.rows.toLocaleString("en")} order lines, uncached, p50`;
  return [
    comparison(work, "the same SQL by hand", middle(ours), middle(byHand)),
    comparison(work, peer, middle(ours), middle(stock)),
    comparison(
      `the ${String(bucketed.length)} of them over time, p50`,
      peer,
      middle(ours, bucketed),
      middle(stock, bucketed),
    ),
    comparison(
      `the least favourable of them: ${worst.name}`,
      peer,
      ours.get(worst) ?? 0,
      stock.get(worst) ?? 0,
    ),
  ];
}

function leastFavourable(ours: Latencies, theirs: Latencies): SemanticQuery {
  const ratio = (query: SemanticQuery): number => (ours.get(query) ?? 0) / (theirs.get(query) ?? 1);
  return SEMANTIC_QUERIES.reduce((worst, query) => (ratio(query) > ratio(worst) ? query : worst));
}

async function throughRollups(bench: Bench): Promise<Comparison[]> {
  const hits = await withServer(granaryServer(bench, bench.config, 0), rollupHits);
  const raw = withoutRollups(bench.config);
  const lines = await withServer(granaryServer(bench, raw, 0), (server) =>
    latencies(
      (query, from) => timeOf(server, query.query(from)),
      turnsFor(bench.rows),
      hits.queries,
    ),
  );
  const work = `${String(hits.queries.length)} questions from rollups, uncached`;
  return [
    comparison(`${work}, p95`, "30 ms", quantile(hits.times, 0.95), 30),
    comparison(`${work}, p50`, "from the lines", quantile(hits.times, 0.5), middle(lines)),
  ];
}

async function cachedAnswers(bench: Bench): Promise<Comparison> {
  const queries = SEMANTIC_QUERIES.map(({ query }) => query(dayOf(0)));
  const perSecond = async (server: AnsweringServer): Promise<number> => {
    for (const query of queries) await server.ask(query);
    return server.throughput(queries, CONNECTIONS, SECONDS);
  };
  const ours = await withServer(granaryServer(bench, bench.config, CACHE_BYTES), perSecond);
  const stock = await withServer(stockServer(bench), perSecond);
  console.error(`  cached: ${ours.toFixed(0)} answers/s, stock Cube ${stock.toFixed(0)}/s`);
  const work = `a cached answer, ${String(CONNECTIONS)} connections, time per answer`;
  return comparison(work, "stock Cube 1.7", 1000 / ours, 1000 / stock);
}

function firstQuestions(bench: Bench): Promise<Comparison[]> {
  const query = (SEMANTIC_QUERIES[10] as SemanticQuery).query(dayOf(0));
  return withServer(granaryServer(bench, bench.config, CACHE_BYTES), async (server) => {
    const first = await timeOf(server, query);
    publishAgain(bench.config);
    const swapped = await timeOf(server, query);
    console.error(`  the server listened after ${server.startMs.toFixed(0)} ms`);
    return [
      comparison("the first question after the start", "1 s", first, 1000),
      comparison("the first question after a new version", "300 ms", swapped, 300),
    ];
  });
}

async function growth(
  bench: Bench,
  made: (rows: number) => Promise<GranaryConfig>,
): Promise<Comparison[]> {
  const sizes = [bench.rows / 10, bench.rows, bench.rows * 5];
  const found: { fromRollups: number; fromLines: number }[] = [];
  for (const rows of sizes) {
    const config = rows === bench.rows ? bench.config : await made(rows);
    found.push(
      await withServer(granaryServer(bench, config, 0), (server) => bothKinds(server, rows)),
    );
    rmSync(config.dataDir, { recursive: true, force: true });
  }
  return found.slice(1).flatMap((large, index) => {
    const small = found[index] ?? large;
    const [from = 0, to = 0] = [sizes[index], sizes[index + 1]];
    const work = `${to.toLocaleString("en")} lines`;
    const peer = `${from.toLocaleString("en")} lines (${String(to / from)} × fewer)`;
    return [
      comparison(`${work}, from rollups, p50`, peer, large.fromRollups, small.fromRollups),
      comparison(`${work}, from the lines, p50`, peer, large.fromLines, small.fromLines),
    ];
  });
}

async function bothKinds(
  server: AnsweringServer,
  lines: number,
): Promise<{ fromRollups: number; fromLines: number }> {
  const hits = await rollupHits(server);
  const rest = SEMANTIC_QUERIES.filter((query) => !hits.queries.includes(query));
  const others = await latencies(
    (query, from) => timeOf(server, query.query(from)),
    turnsFor(lines),
    rest,
  );
  return { fromRollups: quantile(hits.times, 0.5), fromLines: middle(others) };
}

function granaryServer(
  { modelDir }: Bench,
  { dataDir, engine }: GranaryConfig,
  cacheBytes: number,
): Promise<AnsweringServer> {
  const config = { dataDir, engine };
  return startAnswering({ kind: "granary", config, modelDir, cacheBytes, file: "" });
}

function stockServer({ dir, modelDir, config }: Bench): Promise<AnsweringServer> {
  // Cube's driver opens the file for writing.
  const file = join(dir, "stock.duckdb");
  rmSync(file, { force: true });
  copyFileSync(multipliedFile(config), file);
  chmodSync(file, 0o644);
  const { dataDir, engine } = config;
  const order = { config: { dataDir, engine }, modelDir, cacheBytes: 0, file };
  return startAnswering({ kind: "stock", ...order });
}

async function withServer<T>(
  starting: Promise<AnsweringServer>,
  work: (server: AnsweringServer) => Promise<T>,
): Promise<T> {
  const server = await starting;
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
