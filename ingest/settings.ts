import { createHash } from "node:crypto";
import type { FileTableConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { Column } from "./column-types.js";

type Format = "csv" | "json" | "parquet";

/** How to read the files of one table, settled: format known, declared types named as the engine names them. */
export interface ReadSettings {
  source: string;
  table: string;
  /** Undefined where each file's name tells. */
  format: Format | undefined;
  /** Undefined: found from the first line. "whitespace" stands for runs of blanks. */
  delimiter: string | undefined;
  quote: string;
  header: boolean;
  encoding: string | undefined;
  columns: readonly Column[] | undefined;
  onError: "fail" | "quarantine";
  maxRejected: number | undefined;
  /** Changes when a setting that changes the rows changes. */
  fingerprint: string;
}

/** @throws GranaryError CONFIG_INVALID */
export function readSettings(
  source: string,
  table: string,
  config: FileTableConfig,
  columns: readonly Column[] | undefined,
): ReadSettings {
  const { delimiter, quote, header, encoding, format } = config;
  const where = `sources.${source}.tables.${table}`;
  if (delimiter !== undefined && delimiter !== "whitespace" && !isOneByte(delimiter)) {
    throw invalid(`${where}.delimiter`, delimiter, 'one ASCII character, or "whitespace"');
  }
  if (quote !== undefined && quote !== "" && !isOneByte(quote)) {
    throw invalid(`${where}.quote`, quote, "one ASCII character, or empty for none");
  }
  if (header === false && columns === undefined) {
    throw invalid(`${where}.header`, "false", "columns: to be declared where files have no header");
  }
  const shape = { delimiter, quote, header, encoding, format, columns };
  return {
    source,
    table,
    format,
    delimiter,
    quote: quote ?? '"',
    header: header ?? true,
    encoding,
    columns,
    onError: config.onError,
    maxRejected: config.maxRejected,
    fingerprint: createHash("sha256").update(JSON.stringify(shape)).digest("hex").slice(0, 16),
  };
}

/** The format a file is read in: the configured one, or what its name says. */
export function formatOf(settings: ReadSettings, file: string): Format {
  if (settings.format !== undefined) return settings.format;
  const name = file.toLowerCase().replace(/\.gz$/, "");
  if (name.endsWith(".parquet")) return "parquet";
  return /\.(json|jsonl|ndjson)$/.test(name) ? "json" : "csv";
}

function isOneByte(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 128 && text !== "\n" && text !== "\r";
}

function invalid(setting: string, value: string, expected: string): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `${setting}: ${value} was found; expected ${expected}.`,
    hint: "docs/ingestion.md shows a complete example of each format.",
  });
}
