import { createHash } from "node:crypto";
import type { TableConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { Column } from "./column-types.js";

type Format = "csv" | "json" | "parquet" | "fixed" | "xlsx" | "arrow";

/** How to read the files of one table, settled: format known, declared types named as the engine names them. */
export interface ReadSettings {
  source: string;
  table: string;
  /** Undefined where each file's name tells. */
  format: Format | undefined;
  /** Undefined: found from the first line. "whitespace" stands for runs of blanks. */
  delimiter: string | undefined;
  quote: string;
  /** Stands before a quote or itself inside a quoted value; the quote itself where it is doubled. */
  escape: string;
  header: boolean;
  /** Physical lines before the header, or before the first record where there is none. */
  skipRows: number;
  /** Undefined: found from the first bytes. */
  encoding: string | undefined;
  /** Texts that stand for null, beside the empty one. */
  nullValues: readonly string[];
  /** Lines of text that begin with it are no data. */
  comment: string | undefined;
  decimal: "." | ",";
  thousands: string | undefined;
  /** Columns of fixed-column text in order; those whose name begins with _ are passed over. */
  widths: Readonly<Record<string, number>> | undefined;
  /** A sheet's name, or its number from 1. */
  sheet: string | number;
  /** What columns are called here, by the name they have in a file. */
  rename: Readonly<Record<string, string>>;
  /** A file of no bytes is a file of no rows. */
  allowEmpty: boolean;
  columns: readonly Column[] | undefined;
  onError: "fail" | "quarantine";
  maxRejected: number | undefined;
  /** Undefined: columns of files must be those of the table, columns of connectors may come and go. */
  onDrift: "evolve" | "freeze" | "fail" | undefined;
  /** Changes when a setting that changes the rows changes. */
  fingerprint: string;
}

const LONGEST_DELIMITER = 4;
const NAMED_DELIMITERS: Readonly<Record<string, string>> = { tab: "\t" };

/** @throws GranaryError CONFIG_INVALID */
export function readSettings(
  source: string,
  table: string,
  config: TableConfig,
  columns: readonly Column[] | undefined,
): ReadSettings {
  const { quote, escape, header, encoding, format, widths, thousands, decimal, rename } = config;
  const { sheet, nullValues, allowEmpty, headerRow, skipRows, comment } = config;
  const delimiter = NAMED_DELIMITERS[config.delimiter ?? ""] ?? config.delimiter;
  checkSettings(`sources.${source}.tables.${table}`, config, delimiter, columns);
  const shape = {
    delimiter,
    quote,
    header,
    encoding,
    format,
    columns,
    escape,
    skipRows,
    headerRow,
  };
  const more = { nullValues, decimal, thousands, widths, sheet, rename, allowEmpty, comment };
  return {
    source,
    table,
    format,
    delimiter,
    quote: quote ?? '"',
    escape: escape ?? quote ?? '"',
    header: header ?? format !== "fixed",
    skipRows: headerRow === undefined ? (skipRows ?? 0) : headerRow - 1,
    encoding: encoding === "auto" ? undefined : encoding,
    nullValues: nullValues ?? [],
    comment,
    decimal: decimal ?? ".",
    thousands,
    widths,
    sheet: sheet ?? 1,
    rename: rename ?? {},
    allowEmpty: allowEmpty ?? false,
    columns,
    onError: config.onError,
    maxRejected: config.maxRejected,
    onDrift: config.onDrift,
    fingerprint: fingerprintOf({ ...shape, ...more }),
  };
}

function fingerprintOf(shape: unknown): string {
  return createHash("sha256").update(JSON.stringify(shape)).digest("hex").slice(0, 16);
}

function checkSettings(
  where: string,
  config: TableConfig,
  delimiter: string | undefined,
  columns: readonly Column[] | undefined,
): void {
  const { quote, header, format, widths, decimal, thousands } = config;
  if (delimiter !== undefined && delimiter !== "whitespace" && !isDelimiter(delimiter)) {
    const expected = `one ASCII character, up to ${String(LONGEST_DELIMITER)} signs, "tab" or "whitespace"`;
    throw invalid(`${where}.delimiter`, delimiter, expected);
  }
  if (quote !== undefined && quote !== "" && !isOneByte(quote)) {
    throw invalid(`${where}.quote`, quote, "one ASCII character, or empty for none");
  }
  if (header === false && columns === undefined && widths === undefined && format !== "fixed") {
    throw invalid(`${where}.header`, "false", "columns: to be declared where files have no header");
  }
  if (format === "fixed" && widths === undefined) {
    throw invalid(`${where}.format`, "fixed", "widths: with the columns in order");
  }
  if (config.skipRows !== undefined && config.headerRow !== undefined) {
    throw invalid(`${where}.skip_rows`, String(config.skipRows), "no header_row: beside it");
  }
  if (config.comment !== undefined && [delimiter, quote ?? '"'].includes(config.comment)) {
    throw invalid(
      `${where}.comment`,
      config.comment,
      "another sign than delimiter: and quote: have",
    );
  }
  if (thousands !== undefined && thousands === (decimal ?? ".")) {
    throw invalid(`${where}.thousands`, thousands, "another character than decimal: has");
  }
}

/** The format a file is read in: the configured one, or what its name says. */
export function formatOf(settings: ReadSettings, file: string): Format {
  if (settings.format !== undefined) return settings.format;
  const name = file.toLowerCase().replace(/\.(gz|zst)$/, "");
  if (/\.(parquet|xlsx)$/.test(name)) return name.endsWith(".xlsx") ? "xlsx" : "parquet";
  if (/\.(arrow|arrows|feather|ipc)$/.test(name)) return "arrow";
  return /\.(json|jsonl|ndjson)$/.test(name) ? "json" : "csv";
}

/**
 * A file's column names as the table calls them: renamed, and where they differ from a known column only in case or in
 * blanks around them, spelled as that column. The engine itself tells no names apart by case.
 *
 * @param existing the columns the table has
 */
export function renamed(
  settings: ReadSettings,
  names: readonly string[],
  existing: readonly Column[] = [],
): string[] {
  const given = names.map((name) => settings.rename[name] ?? name);
  const known = [...(settings.columns ?? []), ...existing].map((column) => column.name);
  return given.map((name) => {
    if (known.includes(name)) return name;
    const alike = known.find((one) => folded(one) === folded(name));
    return alike === undefined || given.includes(alike) ? name : alike;
  });
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}

function isDelimiter(text: string): boolean {
  if (text.length === 1) return isOneByte(text);
  // Letters are a word that was meant, such as "comma", and no separator.
  return text.length <= LONGEST_DELIMITER && /^[\x20-\x7e\t]+$/.test(text) && !/\w/.test(text);
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
