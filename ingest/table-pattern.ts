import { GranaryError } from "../warehouse/errors.js";
import { globToRegExp } from "./glob.js";

/** A table's settings as far as they say what to read. */
interface NamedTable {
  table?: string | undefined;
  query?: string | undefined;
}

/** What one raw table is read from. */
export type Relation = { table: string } | { query: string };

/** True for a key of `tables:` that stands for many tables ("sales_*"). */
function isTablePattern(key: string): boolean {
  return /[*?]/.test(key);
}

/** The settings of a table: its own, or those of the first pattern that matches it. */
export function settingsOfTable<T>(
  tables: Readonly<Record<string, T>>,
  table: string,
): T | undefined {
  const own = Object.entries(tables).find(([key]) => key === table);
  const [, settings] =
    own ?? Object.entries(tables).find(([key]) => isTablePattern(key) && matches(key, table)) ?? [];
  return settings;
}

/**
 * The raw tables a source's settings stand for, each with what it is read from. A table named on its own is not
 * matched by a pattern as well.
 *
 * @param available names of the tables and views the source has
 * @throws GranaryError INGEST_SOURCE_QUERY_FAILED for a table that is not there, CONFIG_INVALID for two of one name
 */
export function expandTables(
  source: string,
  tables: Readonly<Record<string, NamedTable>>,
  available: readonly string[],
): Map<string, Relation> {
  const found = new Map<string, Relation>();
  const named = new Set<string>();
  for (const [key, settings] of Object.entries(tables)) {
    if (isTablePattern(key)) continue;
    const relation = relationOf(source, key, settings, available);
    if ("table" in relation) named.add(relation.table);
    found.set(key, relation);
  }
  for (const key of Object.keys(tables).filter(isTablePattern)) {
    const matching = available.filter((name) => !named.has(name) && matches(key, name));
    if (matching.length === 0 && !available.some((name) => matches(key, name))) {
      throw absent(source, key, available);
    }
    for (const name of matching) {
      const raw = rawName(name);
      if (found.has(raw)) throw twice(source, raw, name);
      named.add(name);
      found.set(raw, { table: name });
    }
  }
  return found;
}

/** A name for a raw table: lower case, letters, digits and `_`. */
export function rawName(table: string): string {
  return table.toLowerCase().replace(/[^\p{L}\p{N}_]/gu, "_");
}

function matches(pattern: string, table: string): boolean {
  const expression = globToRegExp(pattern.toLowerCase());
  return expression.test(table.toLowerCase()) || expression.test(rawName(table));
}

function relationOf(
  source: string,
  key: string,
  settings: NamedTable,
  available: readonly string[],
): Relation {
  if (settings.query !== undefined) return { query: settings.query.trim().replace(/;\s*$/, "") };
  const wanted = settings.table ?? key;
  const exact = available.find((name) => name === wanted);
  const loose = available.filter((name) => name.toLowerCase() === wanted.toLowerCase());
  const table = exact ?? (loose.length === 1 ? loose[0] : undefined);
  if (table === undefined) throw absent(source, wanted, available);
  return { table };
}

function absent(source: string, wanted: string, available: readonly string[]): GranaryError {
  const some = available.slice(0, 10).join(", ");
  return new GranaryError("INGEST_SOURCE_QUERY_FAILED", {
    message: `Source "${source}" has no table ${wanted}.`,
    hint:
      available.length === 0
        ? "It has no tables at all: check the database it names and what this user may read."
        : `It has ${some}${available.length > 10 ? ", …" : ""}. Correct sources.${source}.tables.`,
  });
}

function twice(source: string, raw: string, table: string): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `Source "${source}": table ${table} would become a second raw table ${raw}.`,
    hint: `Name one of them under sources.${source}.tables, with table: and a key of its own.`,
  });
}
