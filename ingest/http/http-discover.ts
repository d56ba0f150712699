import type { Column } from "../column-types.js";
import type { HttpTable } from "./http-extracts.js";
import { walkPages, walkStart } from "./http-walk.js";
import { jsonRoot, kindOf, members, scalarText, type Slice } from "../json-text.js";
import type { DiscoveredTable } from "../source.js";

const KEY_NAMES = /^(id|uuid|guid|key|_id)$/i;

/** Tables by the first page of each: column types that hold every value seen. */
export async function discoverTables(
  tables: readonly (readonly [string, HttpTable])[],
): Promise<DiscoveredTable[]> {
  const found: DiscoveredTable[] = [];
  for (const [name, table] of tables) found.push(await discovered(name, table));
  return found;
}

async function discovered(name: string, table: HttpTable): Promise<DiscoveredTable> {
  const { config, where } = table;
  const fetch = table.fetchFrom(config.incremental?.initial);
  const walk = walkPages(where, config, fetch, walkStart(config, table.now()));
  const { value: page } = await walk.next();
  const values = new Map<string, (string | undefined)[]>();
  const types = new Map<string, string | undefined>();
  for (const { line } of page?.records ?? []) {
    for (const [column, at] of members(line, jsonRoot(line))) {
      const type = typeOf(line, at);
      types.set(column, type === undefined ? types.get(column) : joined(types.get(column), type));
      values.set(column, [...(values.get(column) ?? []), scalarText(line, at)]);
    }
  }
  const columns: Column[] = [...types].map(([column, type]) => ({
    name: column,
    type: type ?? "VARCHAR",
  }));
  const rows = page?.records.length ?? 0;
  const isUnique = (column: string): boolean => {
    const known = values.get(column)?.filter((value) => value !== undefined) ?? [];
    return known.length === rows && new Set(known).size === rows;
  };
  const guessed = columns.filter((c) => KEY_NAMES.test(c.name) && isUnique(c.name)).slice(0, 1);
  const primaryKey = config.primaryKey ?? guessed.map((column) => column.name);
  const { cursor } = config;
  return {
    name,
    columns,
    primaryKey,
    suggested: { mode: config.mode, ...(cursor === undefined ? {} : { cursor }) },
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.]\d{1,6})?)?(Z|[+-]\d{2}(:?\d{2})?)?$/;

function typeOf(text: string, at: Slice): string | undefined {
  const raw = text.slice(at.start, at.end);
  switch (kindOf(text, at)) {
    case "null":
      return undefined;
    case "object":
    case "array":
      return "JSON";
    case "boolean":
      return "BOOLEAN";
    case "string": {
      const value = raw.slice(1, -1);
      return DATE.test(value) ? "DATE" : TIMESTAMP.test(value) ? "TIMESTAMP" : "VARCHAR";
    }
    case "number":
      if (/^-?\d{1,18}$/.test(raw)) return "BIGINT";
      return /^-?\d{1,14}\.\d{1,4}$/.test(raw) ? "DECIMAL(18,4)" : "DOUBLE";
  }
}

/** The type for values of both; text where nothing narrower holds them without loss. */
function joined(known: string | undefined, type: string): string {
  if (known === undefined || known === type) return type;
  const pair = new Set([known, type]);
  if (pair.has("JSON")) return "JSON";
  const isOf = (...types: string[]): boolean => [...pair].every((one) => types.includes(one));
  if (isOf("DATE", "TIMESTAMP")) return "TIMESTAMP";
  if (isOf("BIGINT", "DECIMAL(18,4)")) return "DECIMAL(18,4)";
  return isOf("BIGINT", "DECIMAL(18,4)", "DOUBLE") ? "DOUBLE" : "VARCHAR";
}
