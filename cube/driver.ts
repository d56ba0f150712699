import { DuckDBTypeId, type DuckDBConnection, type DuckDBValue } from "@duckdb/node-api";
import type { VersionHub } from "../warehouse/version-hub.js";
import { CubeDriver, type Cell, type ResultRow, type RunningQuery } from "./cube-packages.js";

const TIME_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
]);

/**
 * Runs Cube's SQL over one published version. Every query holds the version by a lease of its own, so a query that
 * outlives its request (the client went away) cannot have the database closed under it. Each gets a connection of its
 * own as well: opening one costs a tenth of a millisecond, and none is left behind when the version closes.
 */
export class VersionDriver extends CubeDriver {
  readonly #hub: VersionHub;
  readonly #version: number | undefined;

  /** @param version undefined where Cube only asks which kind of driver this is */
  constructor(hub: VersionHub, version: number | undefined) {
    super();
    this.#hub = hub;
    this.#version = version;
  }

  readOnly(): boolean {
    return true;
  }

  /** Whoever queries has acquired the version, which proves that it opens. */
  testConnection(): Promise<void> {
    return Promise.resolve();
  }

  query(sql: string, values: readonly unknown[] = []): RunningQuery {
    let connection: DuckDBConnection | undefined;
    const run = async (): Promise<ResultRow[]> => {
      const lease = await this.#hub.acquire(this.#version);
      try {
        connection = await lease.reader.connect();
        return await readRows(connection, sql, values);
      } finally {
        connection?.closeSync();
        connection = undefined;
        lease.release();
      }
    };
    const cancel = (): Promise<void> => {
      connection?.interrupt();
      return Promise.resolve();
    };
    return Object.assign(run(), { cancel });
  }
}

async function readRows(
  connection: DuckDBConnection,
  sql: string,
  values: readonly unknown[],
): Promise<ResultRow[]> {
  const result = await connection.runAndReadAll(sql, values.map(bindable));
  const names = result.columnNames();
  const isTime = result.columnTypes().map(({ typeId }) => TIME_TYPES.has(typeId));
  const columns = result.getColumnsJson();
  return Array.from({ length: result.currentRowCount }, (_, row) =>
    Object.fromEntries(
      names.map((name, index) => [name, cell(columns[index]?.[row], isTime[index] ?? false)]),
    ),
  );
}

function bindable(value: unknown): DuckDBValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  throw new TypeError(`A filter value must be text, a number or a boolean, not ${typeof value}.`);
}

function cell(value: unknown, isTime: boolean): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return JSON.stringify(value);
  return isTime ? cubeTime(value) : value;
}

/** `2013-12-31` or `2013-12-31 10:00:00` as Cube's clients read times. */
function cubeTime(value: string): string {
  const [date = value, time = "00:00:00"] = value.split(" ");
  return `${date}T${time.includes(".") ? time : `${time}.000`}`;
}
