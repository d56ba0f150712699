import { createReadStream, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoteLiteral } from "../../../warehouse/sql.js";

const CHUNK_CHARACTERS = 1 << 16;

/**
 * A file of the demo as CSV with a heading, the way PostgreSQL's COPY reads it: an empty field is null.
 *
 * @param columns names in the order in which they are wanted
 */
export async function csvOf(path: string, columns: readonly string[]): Promise<Readable> {
  if (path.endsWith(".jsonl")) return Readable.from(csvOfJsonLines(path, columns));
  if (!path.endsWith(".parquet")) return createReadStream(path);
  const csv = `${path}.csv`;
  await unpackParquet(path, csv);
  const stream = createReadStream(csv);
  stream.once("close", () => {
    rmSync(csv, { force: true });
  });
  return stream;
}

async function* csvOfJsonLines(path: string, columns: readonly string[]): AsyncGenerator<string> {
  let chunk = `${columns.join(",")}\n`;
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
  for await (const line of lines) {
    const record = JSON.parse(line) as Readonly<Record<string, string | number | boolean | null>>;
    chunk += `${columns.map((column) => csvField(record[column])).join(",")}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

function csvField(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
}

async function unpackParquet(path: string, csv: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  try {
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    await connection.run(
      `copy (from ${quoteLiteral(path)}) to ${quoteLiteral(csv)} (format csv, header true)`,
    );
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}
