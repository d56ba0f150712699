import { linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Query } from "@cubejs-client/core";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "../../warehouse/config.js";
import {
  pointTo,
  readCurrent,
  rollupFile,
  saveManifest,
  versionFile,
  versionsDir,
  type VersionManifest,
} from "../../warehouse/versions.js";
import type { Comparison } from "../measure.js";
import type { AnsweringServer } from "./semantic-client.js";
import { multipliedFile } from "./semantic-data.js";
import { SEMANTIC_QUERIES, type SemanticQuery } from "./semantic-queries.js";

const TURNS = 7;
/** Of questions to the lines where there are many of them. */
const FEW_TURNS = 3;
const MANY_LINES = 5_000_000;

export function turnsFor(lines: number): number {
  return lines < MANY_LINES ? TURNS : FEW_TURNS;
}

/** The median of each question's turns in milliseconds. */
export type Latencies = ReadonlyMap<SemanticQuery, number>;

/** Every turn asks from another day on, so that nothing of the turn before answers. */
export function dayOf(turn: number): string {
  return new Date(Date.UTC(2023, 0, 2 + turn)).toISOString().slice(0, 10);
}

/** Asks every question in turn; the first turn is not measured. */
export async function latencies(
  ask: (query: SemanticQuery, from: string) => Promise<number>,
  turns: number,
  queries: readonly SemanticQuery[] = SEMANTIC_QUERIES,
): Promise<Latencies> {
  const found = new Map<SemanticQuery, number>();
  for (const query of queries) {
    const times: number[] = [];
    for (let turn = 0; turn <= turns; turn += 1) times.push(await ask(query, dayOf(turn)));
    found.set(query, quantile(times.slice(1), 0.5));
  }
  return found;
}

/** The questions a server answers from rollups, and how long each turn of them took. */
interface Hits {
  queries: SemanticQuery[];
  times: number[];
}

/** The server has been asked everything once before: it is the tenth manager's wait, not the first one's. */
export async function rollupHits(server: AnsweringServer): Promise<Hits> {
  const hits: Hits = { queries: [], times: [] };
  for (const query of SEMANTIC_QUERIES) {
    if ((await server.ask(query.query(dayOf(0)))).usesRollup) hits.queries.push(query);
  }
  const times = hits.queries.map((): number[] => []);
  for (let turn = 1; turn <= TURNS; turn += 1) {
    for (const [index, query] of hits.queries.entries()) {
      times[index]?.push(await timeOf(server, query.query(dayOf(turn))));
    }
  }
  for (const [index, query] of hits.queries.entries()) {
    const shown = times[index]?.map((ms) => ms.toFixed(0).padStart(4)).join("") ?? "";
    console.error(`  ${query.name.padEnd(48)} from rollups${shown} ms`);
  }
  hits.times.push(...times.flat());
  return hits;
}

export async function timeOf(server: AnsweringServer, query: Query): Promise<number> {
  return (await server.ask(query)).ms;
}

export async function timeOfSql(connection: DuckDBConnection, sql: string): Promise<number> {
  const begun = performance.now();
  (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return performance.now() - begun;
}

/** Both ways must do the same work, or their times say nothing. */
export async function requireSameRows(
  server: AnsweringServer,
  connection: DuckDBConnection,
  { name, query, sql }: SemanticQuery,
): Promise<void> {
  const { rows } = await server.ask(query(dayOf(1)));
  const byHand = (await connection.runAndReadAll(sql(dayOf(1)))).currentRowCount;
  if (rows.length !== byHand) {
    throw new Error(`${name}: ${String(rows.length)} rows, by hand ${String(byHand)}`);
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The median over questions. */
export function middle(
  found: Latencies,
  queries: readonly SemanticQuery[] = [...found.keys()],
): number {
  return quantile(
    queries.map((query) => found.get(query) ?? 0),
    0.5,
  );
}

export function comparison(
  work: string,
  peer: string,
  granaryMs: number,
  peerMs: number,
): Comparison {
  return { work, peer, granaryMs, peerMs, ratio: granaryMs / peerMs };
}

/** Each question's times, for whoever looks for the slow one. */
export function printTable(ours: Latencies, byHand: Latencies, stock: Latencies): void {
  const ms = (found: Latencies, query: SemanticQuery): string =>
    (found.get(query) ?? 0).toFixed(1).padStart(9);
  console.error(`  ${"".padEnd(50)}  Granary  by hand    stock`);
  for (const query of SEMANTIC_QUERIES) {
    console.error(
      `  ${query.name.padEnd(48)}${ms(ours, query)}${ms(byHand, query)}${ms(stock, query)}`,
    );
  }
}

/** The same version in a data directory without the file of its rollups. */
export function withoutRollups(config: GranaryConfig): GranaryConfig {
  const bare = { ...config, dataDir: join(config.dataDir, "bare") };
  const folder = versionsDir(bare);
  if (readCurrent(bare)) return bare;
  mkdirSync(folder, { recursive: true });
  linkSync(multipliedFile(config), versionFile(folder, 1));
  makeCurrent(folder, { ...currentOf(config), version: 1 });
  return bare;
}

/** Makes the same data the next version. */
export function publishAgain(config: GranaryConfig): void {
  const folder = versionsDir(config);
  const current = currentOf(config);
  const version = current.version + 1;
  linkSync(versionFile(folder, current.version), versionFile(folder, version));
  linkSync(rollupFile(folder, current.version), rollupFile(folder, version));
  makeCurrent(folder, { ...current, version });
}

function currentOf(config: GranaryConfig): VersionManifest {
  const current = readCurrent(config);
  if (!current) throw new Error("nothing has been published");
  return current;
}

function makeCurrent(folder: string, manifest: VersionManifest): void {
  saveManifest(folder, manifest);
  pointTo(folder, manifest);
}
