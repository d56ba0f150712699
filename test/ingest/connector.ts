import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type JS } from "@duckdb/node-api";
import type { Extract, Source, SourceState } from "../../ingest/source.js";
import type { TableConfig } from "../../warehouse/config.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";

/** The settings of a table that says nothing. */
export const plainTable: TableConfig = { onError: "fail", maxRejected: undefined, tags: [] };

interface Reading {
  config?: Partial<TableConfig>;
  state?: SourceState;
  chunkRows?: number;
  /** Stops after so many pieces, as a run that is killed. */
  pieces?: number;
}

/** A piece as it came, and its rows as the engine reads them. */
interface ReadPiece extends Extract {
  rows: JS[][];
}

/** The pieces of one table of a source, as one run gets them. */
export async function readTable(
  source: Source,
  table: string,
  root: string,
  reading: Reading = {},
): Promise<ReadPiece[]> {
  const open = await source.open();
  const pieces: ReadPiece[] = [];
  try {
    const spoolDir = join(root, "spool");
    mkdirSync(spoolDir, { recursive: true });
    const request = {
      table,
      config: { ...plainTable, ...reading.config },
      state: reading.state,
      spoolDir,
      onRows: () => undefined,
      signal: new AbortController().signal,
      chunkRows: reading.chunkRows ?? 1_000_000,
    };
    for await (const piece of open.extracts(request)) {
      pieces.push({ ...piece, rows: await rows(piece) });
      if (pieces.length === reading.pieces) break;
    }
  } finally {
    await open.close();
  }
  return pieces;
}

async function rows(piece: Extract): Promise<JS[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const columns = (piece.columns ?? [])
      .map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`)
      .join(", ");
    const texts = (piece.columns ?? [])
      .map(({ name }) => `${quoteIdent(name)}::varchar`)
      .join(", ");
    const path = quoteLiteral(piece.path);
    const from =
      piece.format === "parquet"
        ? `read_parquet(${path})`
        : `read_csv(${path}, auto_detect=false, strict_mode=true, allow_quoted_nulls=false, nullstr='',
             header=true, delim=',', quote='"', escape='"', new_line='\\n', columns={${columns}})`;
    const reader = await connection.runAndReadAll(`select ${texts} from ${from}`);
    return reader.getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
