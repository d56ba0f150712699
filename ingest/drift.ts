import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../warehouse/errors.js";
import { quoteLiteral } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import type { LoadSettings } from "./load-settings.js";
import { rowsOf, textOf, timestampLiteral } from "./query.js";
import type { Extract } from "./source.js";

interface SchemaChange {
  column: string;
  change: "added" | "removed" | "retyped";
  oldType: string | null;
  newType: string | null;
}

/** How a piece's columns differ from its table's, and which of them are loaded. */
interface Drift {
  columns: readonly Column[];
  changes: readonly SchemaChange[];
}

/**
 * Applies `on_drift`. `evolve` takes new columns in and widens types; `freeze` leaves new columns out and keeps types.
 *
 * @throws GranaryError INGEST_DRIFT under `fail`, and under `freeze` for a column whose type does not fit any more
 */
export async function driftOf(
  connection: DuckDBConnection,
  settings: LoadSettings,
  extract: Extract,
  existing: readonly Column[],
  staged: readonly Column[],
): Promise<Drift> {
  if (existing.length === 0 || extract.coverage === "keys") return { columns: staged, changes: [] };
  const known = new Map(existing.map((column) => [column.name, column.type]));
  const gone = await missingColumns(connection, settings);
  const changes: SchemaChange[] = staged.flatMap(({ name, type }): SchemaChange[] => {
    const old = known.get(name) ?? null;
    if (old === null || gone.has(name)) {
      return [{ column: name, change: "added", oldType: old, newType: type }];
    }
    return old === type ? [] : [{ column: name, change: "retyped", oldType: old, newType: type }];
  });
  const present = new Set(staged.map((column) => column.name));
  // An object leaves out what is null, so that a missing key is no news.
  const lacking = settings.format === "json" || /json|jsonl$/i.test(extract.file) ? [] : existing;
  for (const { name, type } of lacking) {
    if (present.has(name) || gone.has(name)) continue;
    changes.push({ column: name, change: "removed", oldType: type, newType: null });
  }
  if (settings.onDrift === "freeze") {
    const retyped = changes.filter((change) => change.change === "retyped");
    if (retyped.length > 0) throw drifted(settings, extract, retyped);
    return { columns: staged.filter((column) => known.has(column.name)), changes };
  }
  if (settings.onDrift === "fail" && changes.length > 0) throw drifted(settings, extract, changes);
  return { columns: staged, changes };
}

/** Columns last seen to go missing. */
async function missingColumns(
  connection: DuckDBConnection,
  { source, table }: LoadSettings,
): Promise<Set<string>> {
  const rows = await rowsOf(
    connection,
    `select column_name from meta.schema_changes
     where source = ${quoteLiteral(source)} and table_name = ${quoteLiteral(table)}
     group by column_name having arg_max(change, rowid) = 'removed'`,
  );
  return new Set(rows.map((row) => textOf(row["column_name"])));
}

export async function recordDrift(
  connection: DuckDBConnection,
  settings: LoadSettings,
  changes: readonly SchemaChange[],
  load: { loadId: string; loadedAt: Date },
): Promise<void> {
  if (changes.length === 0) return;
  const texts = [load.loadId, settings.source, settings.table].map(quoteLiteral).join(", ");
  const literal = (text: string | null): string => (text === null ? "null" : quoteLiteral(text));
  const rows = changes.map(
    ({ column, change, oldType, newType }) =>
      `(${texts}, ${[column, change, oldType, newType].map(literal).join(", ")}, ${timestampLiteral(load.loadedAt)})`,
  );
  await connection.run(`insert into meta.schema_changes values ${rows.join(", ")}`);
}

function describeChange({ column, change, oldType, newType }: SchemaChange): string {
  const types = change === "retyped" ? ` from ${oldType ?? ""} to ${newType ?? ""}` : "";
  return `column "${column}" was ${change}${types}`;
}

function drifted(
  settings: LoadSettings,
  extract: Extract,
  changes: readonly SchemaChange[],
): GranaryError {
  const { source, table } = settings;
  return new GranaryError("INGEST_DRIFT", {
    message: `The columns of ${extract.file} are not those of ${source}.${table} any more. Nothing of it was loaded.`,
    details: changes.map(describeChange),
    hint: `Set sources.${source}.tables.${table}.on_drift: evolve to take the change, or correct the source.`,
  });
}
