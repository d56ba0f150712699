import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../../../warehouse/sql.js";
import type { ColumnKind } from "../tables/tables.js";
import type { WrittenFile } from "./extract-file.js";

const SQL_TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "VARCHAR",
  integer: "BIGINT",
  decimal: "DECIMAL(18,4)",
  rate: "DECIMAL(18,8)",
  date: "DATE",
  instant: "TIMESTAMPTZ",
  boolean: "BOOLEAN",
};

/**
 * Turns CSV files with a heading into Parquet. One thread keeps rows in order and row groups alike, so equal input
 * gives equal bytes (with the same version of DuckDB, which signs the files it writes).
 */
export class ParquetWriter {
  #instance: DuckDBInstance | undefined;
  #connection: DuckDBConnection | undefined;

  async write(
    csvPath: string,
    parquetPath: string,
    columns: readonly (readonly [name: string, kind: ColumnKind])[],
  ): Promise<WrittenFile> {
    const connection = await this.#open();
    const types = columns
      .map(([name, kind]) => `${quoteLiteral(name)}: ${quoteLiteral(SQL_TYPES[kind])}`)
      .join(", ");
    const result = await connection.run(
      `copy (
        select * from read_csv(${quoteLiteral(csvPath)}, header = true, auto_detect = false, columns = {${types}})
      ) to ${quoteLiteral(parquetPath)} (format parquet, compression snappy, row_group_size 122880)`,
    );
    return { rows: result.rowsChanged, ...(await digestOf(parquetPath)) };
  }

  close(): void {
    this.#connection?.closeSync();
    this.#instance?.closeSync();
  }

  async #open(): Promise<DuckDBConnection> {
    this.#instance ??= await DuckDBInstance.create(":memory:", {
      threads: "1",
      memory_limit: "256MB",
    });
    this.#connection ??= await this.#instance.connect();
    return this.#connection;
  }
}

async function digestOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  const stream = createReadStream(path);
  await pipeline(stream, hash);
  return { bytes: stream.bytesRead, sha256: hash.digest("hex") };
}
