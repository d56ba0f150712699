import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import { quoteLiteral } from "../warehouse/sql.js";

const MIB = 2 ** 20;
/** What this process takes beside the engine's buffers: code, the heap, spools on their way to the disk. */
const OWN_SHARE = 320 * MIB;
const LEAST_FOR_ENGINE = 128 * MIB;
const DEFAULT = "1GiB";
const UNITS: Readonly<Record<string, number>> = {
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  mib: MIB,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/**
 * Does work with the engine's memory bounded so that the whole process stays within `engine.ingest_memory`.
 *
 * @throws GranaryError CONFIG_INVALID where that is too little to load anything in
 */
export async function withinMemory<T>(
  connection: DuckDBConnection,
  config: GranaryConfig,
  work: () => Promise<T>,
): Promise<T> {
  const allowed = config.engine.ingestMemory ?? DEFAULT;
  const bound = bytesOf(allowed) - OWN_SHARE;
  if (bound < LEAST_FOR_ENGINE) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `engine.ingest_memory is ${allowed}, which is too little to load in.`,
      hint: `Give at least ${String((OWN_SHARE + LEAST_FOR_ENGINE) / MIB)}MiB.`,
    });
  }
  if (bytesOf(config.engine.memoryLimit) <= bound) return work();
  await connection.run(`set memory_limit = '${String(Math.floor(bound / MIB))}MiB'`);
  try {
    return await work();
  } finally {
    await connection.run(`set memory_limit = ${quoteLiteral(config.engine.memoryLimit)}`);
  }
}

function bytesOf(size: string): number {
  const [, number, unit = ""] = /^([\d.]+)\s?([a-z]+)$/i.exec(size) ?? [];
  return Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
}
