import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoteLiteral } from "../../warehouse/sql.js";
import type { WrittenFile } from "./line-file.js";

/**
 * Turns a CSV file with a heading into Parquet. One thread keeps rows in order and row groups alike, so equal input
 * gives equal bytes (with the same version of DuckDB, which signs the files it writes).
 *
 * @param columns SQL type of every column, in the order of the file
 */
export async function writeParquet(
  csvPath: string,
  parquetPath: string,
  columns: Readonly<Record<string, string>>,
): Promise<WrittenFile> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  try {
    const connection = await instance.connect();
    const types = Object.entries(columns)
      .map(([name, type]) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`)
      .join(", ");
    const result = await connection.run(
      `copy (
        select * from read_csv(${quoteLiteral(csvPath)}, header = true, auto_detect = false, columns = {${types}})
      ) to ${quoteLiteral(parquetPath)} (format parquet, compression snappy, row_group_size 122880)`,
    );
    connection.closeSync();
    return { rows: result.rowsChanged, ...(await digestOf(parquetPath)) };
  } finally {
    instance.closeSync();
  }
}

async function digestOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  const stream = createReadStream(path);
  await pipeline(stream, hash);
  return { bytes: stream.bytesRead, sha256: hash.digest("hex") };
}
