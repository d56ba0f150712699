import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../warehouse/sql.js";
import { rowsOf, textOf, timestampLiteral } from "./query.js";
import type { ReadSettings } from "./settings.js";
import type { Extract, SourceState } from "./source.js";

/** Where the last committed piece of a table ends. */
export interface StoredState {
  state: SourceState;
  loadId: string;
  settings: string;
  coverage: NonNullable<Extract["coverage"]>;
}

export async function storedState(
  connection: DuckDBConnection,
  settings: ReadSettings,
): Promise<StoredState | undefined> {
  const [row] = await rowsOf(
    connection,
    `select state::varchar as state, load_id, settings, coverage
     from meta.source_state where ${ofTable(settings)}`,
  );
  if (row === undefined) return undefined;
  return {
    state: JSON.parse(textOf(row["state"])) as SourceState,
    loadId: textOf(row["load_id"]),
    settings: textOf(row["settings"]),
    coverage: textOf(row["coverage"]) as StoredState["coverage"],
  };
}

/** To be called in the transaction that commits the piece. */
export async function storeState(
  connection: DuckDBConnection,
  settings: ReadSettings,
  stored: StoredState,
  at: Date,
): Promise<void> {
  await forgetState(connection, settings);
  const texts = [settings.source, settings.table, JSON.stringify(stored.state)].map(quoteLiteral);
  const rest = [stored.loadId, stored.settings, stored.coverage].map(quoteLiteral);
  await connection.run(
    `insert into meta.source_state
     values (${[...texts, timestampLiteral(at), ...rest].join(", ")})`,
  );
}

export async function forgetState(
  connection: DuckDBConnection,
  settings: ReadSettings,
): Promise<void> {
  await connection.run(`delete from meta.source_state where ${ofTable(settings)}`);
}

function ofTable({ source, table }: ReadSettings): string {
  return `source = ${quoteLiteral(source)} and table_name = ${quoteLiteral(table)}`;
}
