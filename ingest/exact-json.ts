import { rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../warehouse/sql.js";
import { lineChunks } from "./byte-stream.js";
import { recordLine } from "./json-numbers.js";
import { jsonRoot } from "./json-text.js";
import { rowsOf } from "./query.js";
import { spooledText } from "./text-spool.js";

const DIGITS_OF_DOUBLE = 15;
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Numbers of more digits than floating point keeps for certain, that are no 64-bit integers, and those beyond its range.
 * A text that looks like one costs time only.
 */
const LONG_NUMBER = [
  String.raw`\d{20}`,
  String.raw`\d{16}\.\d`,
  ...Array.from(
    { length: DIGITS_OF_DOUBLE },
    (_, i) => String.raw`\b\d{${String(i + 1)}}\.\d{${String(DIGITS_OF_DOUBLE - i)}}`,
  ),
  String.raw`\d[eE][+-]?\d{3}`,
].join("|");

/** JSON objects as SQL reads them. */
interface JsonObjects {
  /** SQL of a relation with the one column `json`. */
  sql: string;
  release: () => Promise<void>;
}

/**
 * The engine reads a number with a fraction as floating point, whatever type it is then given. Where a file holds one
 * that would be rounded, a copy is read that has it in quotes.
 *
 * @param file plain UTF-8
 */
export async function exactObjects(
  connection: DuckDBConnection,
  file: string,
  isArray: boolean,
): Promise<JsonObjects> {
  const sql = isArray ? `read_json_objects(${quoteLiteral(file)}, format='array')` : ndjson(file);
  const kept = { sql, release: () => Promise.resolve() };
  const [long] = await rowsOf(
    connection,
    `select 1 from ${sql} where regexp_matches(json::varchar, ${quoteLiteral(LONG_NUMBER)}) limit 1`,
  );
  if (long === undefined) return kept;
  const lines = isArray ? elementLines(connection, sql) : objectLines(file);
  const path = await spooledText(connection, "ndjson", lines);
  return { sql: ndjson(path), release: () => rm(path, { force: true }) };
}

function ndjson(file: string): string {
  return `read_ndjson_objects(${quoteLiteral(file)}, ignore_errors=true)`;
}

async function* elementLines(
  connection: DuckDBConnection,
  elements: string,
): AsyncGenerator<string> {
  const result = await connection.stream(`select json::varchar as json from ${elements}`);
  for await (const rows of result.yieldRowsJs()) {
    yield rows.map(([text]) => `${exactLine(typeof text === "string" ? text : "null")}\n`).join("");
  }
}

async function* objectLines(file: string): AsyncGenerator<string> {
  for await (const chunk of lineChunks(file)) {
    const lines = chunk.toString("utf8").split("\n");
    yield lines.map((line) => (line.trim() === "" ? line : exactLine(line))).join("\n");
  }
}

/** A line that is no JSON stays what it is: it will be rejected as such. */
function exactLine(text: string): string {
  try {
    return recordLine(text, jsonRoot(text), NOTHING);
  } catch {
    return text;
  }
}
