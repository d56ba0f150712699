import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rowsOf, textOf } from "./query.js";

/**
 * Writes content to a temporary file beside the warehouse, where there is room for data. The caller removes it; when
 * the content throws, nothing is left.
 */
export async function spooledText(
  connection: DuckDBConnection,
  extension: string,
  content: AsyncIterable<Buffer | string>,
): Promise<string> {
  const dir = await spoolDirectory(connection);
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${randomUUID()}.${extension}`);
  try {
    await pipeline(content, createWriteStream(path, { highWaterMark: 1 << 20 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

/** Where temporary files go: beside the warehouse, emptied by the next run. */
export async function spoolDirectory(connection: DuckDBConnection): Promise<string> {
  const rows = await rowsOf(
    connection,
    "select path from duckdb_databases() where database_name = current_database()",
  );
  const path = textOf(rows[0]?.["path"]);
  return join(path === "" ? tmpdir() : dirname(path), "spool");
}
