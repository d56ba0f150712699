import { GranaryError } from "../warehouse/errors.js";
import type { Column } from "./column-types.js";
import type { ReadSettings } from "./settings.js";

/** Columns ingestion adds to every raw table. */
export const LOAD_COLUMNS = ["_load_id", "_loaded_at", "_source_file", "_source_position"];

/** Columns of a table that keeps every version of its rows. */
export const VERSION_COLUMNS = ["_op", "_version"];

const RESERVED = [...LOAD_COLUMNS, ...VERSION_COLUMNS, "_is_deleted"];

/**
 * Compares a file's column names with those declared, or else with those the raw table has.
 *
 * @param optional names the file may leave out (JSON objects omit what is null)
 * @throws GranaryError INGEST_HEADER_MISMATCH
 */
export function checkHeader(
  settings: ReadSettings,
  file: string,
  found: readonly string[],
  existing: readonly Column[],
  optional: "required" | "optional" = "required",
): void {
  const seen = new Set<string>();
  for (const name of found) {
    const key = name.toLowerCase();
    const fault =
      name === ""
        ? "has a column without a name"
        : seen.has(key)
          ? `names the column "${name}" twice`
          : RESERVED.includes(key)
            ? `names a column "${name}", which ingestion adds itself`
            : name.includes("\0")
              ? "names a column with a zero byte; its encoding may be another than the one it is read in"
              : undefined;
    if (fault !== undefined) throw mismatch(settings, file, fault, []);
    seen.add(key);
  }
  if (settings.onDrift === "evolve" || settings.onDrift === "freeze") return;
  const expected = settings.columns ?? existing;
  if (expected.length === 0) return;
  const known = new Set(expected.map((column) => column.name));
  const present = new Set(found);
  const unexpected = found.filter((name) => !known.has(name));
  const missing =
    optional === "optional"
      ? []
      : expected.map((column) => column.name).filter((name) => !present.has(name));
  if (missing.length === 0 && unexpected.length === 0) return;
  throw mismatch(
    settings,
    file,
    settings.columns === undefined
      ? "differs from the columns its table has"
      : "differs from the columns declared",
    [
      `missing: ${listed(missing)}`,
      `unexpected: ${listed(unexpected)}`,
      `expected: ${listed(expected.map((column) => column.name))}`,
    ],
    hintFor(settings, missing, unexpected),
  );
}

function hintFor(
  settings: ReadSettings,
  missing: readonly string[],
  unexpected: readonly string[],
): string {
  const where = `sources.${settings.source}.tables.${settings.table}`;
  const [old, now] = [unexpected[0], missing[0]];
  const rename =
    old === undefined || now === undefined
      ? ""
      : `, or ${where}.rename to { ${JSON.stringify(old)}: ${JSON.stringify(now)} } if that is what it is called now`;
  return `Correct the file; or set ${where}.on_drift: evolve if columns may come and go${rename}.`;
}

/** A first line that holds data, or no delimiter, would silently become column names. */
export function checkHeaderIsNotData(
  settings: ReadSettings,
  file: string,
  found: readonly string[],
): void {
  const [only = ""] = found;
  if (settings.columns === undefined && found.length === 1 && /\S\s{2,}\S/.test(only)) {
    const where = `sources.${settings.source}.tables.${settings.table}`;
    const hint = `Set ${where}.delimiter (whitespace for runs of blanks), or format: fixed with widths.`;
    throw mismatch(settings, file, "has no delimiter, but runs of blanks", [`"${only}"`], hint);
  }
  const data = found.filter((name) => /^\s*[+-]?\d+([.,:/-]\d+)*\s*$/.test(name));
  if (settings.columns !== undefined || data.length === 0) return;
  throw mismatch(settings, file, `looks like data, not names (${listed(data)})`, []);
}

function mismatch(
  settings: ReadSettings,
  file: string,
  fault: string,
  details: readonly string[],
  hint = `Correct the file, or set sources.${settings.source}.tables.${settings.table}.columns to the names and types it has (header: false when it has none).`,
): GranaryError {
  return new GranaryError("INGEST_HEADER_MISMATCH", {
    message: `The header of ${file} (table ${settings.source}.${settings.table}) ${fault}.`,
    details,
    hint,
  });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
}
