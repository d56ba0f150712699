import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral, quoteTable } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { LOAD_COLUMNS } from "./header.js";
import type { LoadSettings } from "./load-settings.js";
import { numberOf, rowsOf, timestampLiteral } from "./query.js";
import { kindOf, rawTable, sourceColumns, type RawTable } from "./raw-table.js";
import type { Extract } from "./source.js";
import { REJECTS, type Staged } from "./staged.js";

const INCOMING = "temp.granary_incoming";
const CHANGED = "temp.granary_changed";

interface Load {
  loadId: string;
  loadedAt: Date;
  file: string;
  /** Versions loaded after this instant are newer than the incoming rows, where no cursor tells. */
  lateAfter?: Date;
}

/** Every version of every row of a keyed table; nothing is ever changed or deleted in it. */
export function historyTable({ source, table }: LoadSettings): RawTable {
  return rawTable(source, `${table}__history`);
}

/** Keys met so far by a full extraction that is not at its end. */
export function seenTable({ source, table }: LoadSettings): RawTable {
  return rawTable(source, `${table}__seen`);
}

/**
 * Puts staged rows into a temporary table of their own; rows without a whole key become rejects.
 *
 * @throws GranaryError INGEST_HEADER_MISMATCH when a key column is missing
 */
export async function keyStaged(
  connection: DuckDBConnection,
  settings: LoadSettings,
  staged: Staged,
  extract: Extract,
): Promise<Staged> {
  const missing = settings.primaryKey.filter(
    (key) => !staged.columns.some((column) => column.name === key),
  );
  if (missing.length > 0) {
    throw new GranaryError("INGEST_HEADER_MISMATCH", {
      message: `${extract.file} has no column ${missing.map((key) => `"${key}"`).join(", ")}, the key of ${settings.source}.${settings.table}.`,
      hint: `Correct sources.${settings.source}.tables.${settings.table}.primary_key, or the file.`,
    });
  }
  await connection.run(`create or replace temp table granary_incoming as ${staged.rows}`);
  const reason = settings.primaryKey
    .map((key) => `when ${quoteIdent(key)} is null then ${quoteLiteral(key)}`)
    .join(" ");
  const values = staged.columns.map((c) => `${quoteLiteral(c.name)}, ${quoteIdent(c.name)}`);
  const raw = staged.texts === undefined ? `json_object(${values.join(", ")})::varchar` : "null";
  const keyless = settings.primaryKey.map((key) => `${quoteIdent(key)} is null`).join(" or ");
  await connection.run(
    `insert into ${REJECTS}
     select _source_position, ${raw}, case ${reason} end, 'a key may not be null', null
     from ${INCOMING} where ${keyless}`,
  );
  await connection.run(`delete from ${INCOMING} where ${keyless}`);
  return { ...staged, rows: `from ${INCOMING}` };
}

/**
 * Appends the incoming rows that differ from the current version of their key. Of several rows with one key the one
 * with the highest cursor, then position, counts; a row with a lower cursor than the current version is late.
 *
 * @returns rows appended, and rows that change nothing
 */
export async function mergeIncoming(
  connection: DuckDBConnection,
  settings: LoadSettings,
  columns: readonly Column[],
  load: Load,
): Promise<{ loaded: number; unchanged: number }> {
  const history = quoteTable(historyTable(settings).schema, historyTable(settings).name);
  const keys = keyList(settings);
  const cursor = columns.some((column) => column.name === settings.cursor)
    ? settings.cursor
    : undefined;
  const order = cursor === undefined ? "" : `${quoteIdent(cursor)} desc nulls last, `;
  const differs = columns
    .filter((column) => !settings.primaryKey.includes(column.name))
    .map((c) => `i.${quoteIdent(c.name)} is distinct from c.${quoteIdent(c.name)}`);
  const late =
    cursor === undefined
      ? load.lateAfter === undefined
        ? "false"
        : `coalesce(c._loaded_at > ${timestampLiteral(load.lateAfter)}, false)`
      : `coalesce(i.${quoteIdent(cursor)} < c.${quoteIdent(cursor)}, false)`;
  const names = columns.map((column) => quoteIdent(column.name)).join(", ");
  await connection.run(
    `create or replace temp table granary_changed as
     with latest as (
       select * from ${INCOMING}
       qualify row_number() over (partition by ${keys} order by ${order}_source_position desc) = 1
     )
     select ${columns.map((c) => `i.${quoteIdent(c.name)}`).join(", ")}, i._source_position
     from latest i left join (${currentOf(settings, INCOMING)}) c using (${keys})
     where not ${late} and (c._op is null or c._op = 'delete' ${differs.map((d) => `or ${d}`).join(" ")})`,
  );
  const version = await nextVersion(connection, history);
  await connection.run(
    `insert into ${history} (${names}, ${LOAD_COLUMNS.join(", ")}, _op, _version)
     select ${names}, ${quoteLiteral(load.loadId)}, ${timestampLiteral(load.loadedAt)}, ${quoteLiteral(load.file)},
       _source_position, 'upsert', ${version}
     from ${CHANGED}`,
  );
  const [counts = {}] = await rowsOf(
    connection,
    `select (select count(*) from ${history} where _version = ${version} and _op = 'upsert') as loaded,
       (select count(*) from ${INCOMING}) - (select count(*) from ${CHANGED}) as unchanged`,
  );
  return { loaded: Number(counts["loaded"]), unchanged: Number(counts["unchanged"]) };
}

/** Remembers the keys of one piece of a full extraction. */
export async function recordSeen(
  connection: DuckDBConnection,
  settings: LoadSettings,
): Promise<void> {
  const seen = quoteTable(seenTable(settings).schema, seenTable(settings).name);
  const keys = keyList(settings);
  await connection.run(
    `create schema if not exists ${quoteIdent(seenTable(settings).schema)};
     create table if not exists ${seen} as select ${keys} from ${INCOMING} limit 0;
     insert into ${seen} select ${keys} from ${INCOMING}`,
  );
}

/** Ends a full extraction: keys that were not met become deleted versions. */
export async function deleteUnseen(
  connection: DuckDBConnection,
  settings: LoadSettings,
  load: Load,
): Promise<number> {
  const history = quoteTable(historyTable(settings).schema, historyTable(settings).name);
  const seen = quoteTable(seenTable(settings).schema, seenTable(settings).name);
  const columns = (await sourceColumns(connection, historyTable(settings))).map((column) =>
    quoteIdent(column.name),
  );
  if (columns.length === 0) {
    await connection.run(`drop table if exists ${seen}`);
    return 0;
  }
  const version = await nextVersion(connection, history);
  await connection.run(
    `insert into ${history} (${columns.join(", ")}, ${LOAD_COLUMNS.join(", ")}, _op, _version)
     select ${columns.join(", ")}, ${quoteLiteral(load.loadId)}, ${timestampLiteral(load.loadedAt)},
       ${quoteLiteral(load.file)}, _source_position, 'delete', ${version}
     from (${currentOf(settings)}) c anti join ${seen} using (${keyList(settings)})
     where _op <> 'delete';
     drop table ${seen}`,
  );
  return numberOf(connection, `select count(*) from ${history} where _version = ${version}`);
}

/** `raw_<source>.<table>` as a view of the current rows. A table of that name becomes the first versions. */
export async function createCurrentView(
  connection: DuckDBConnection,
  settings: LoadSettings,
): Promise<void> {
  const table = rawTable(settings.source, settings.table);
  const history = historyTable(settings);
  const columns = (await sourceColumns(connection, history)).map((c) => quoteIdent(c.name));
  if (columns.length === 0) return;
  const flagged = settings.deletes === "soft_flag";
  const flag = flagged ? ", _op = 'delete' as _is_deleted" : "";
  await connection.run(
    `create or replace view ${quoteTable(table.schema, table.name)} as
     select ${[...columns, ...LOAD_COLUMNS].join(", ")}${flag}
     from (${currentOf(settings)}) ${flagged ? "" : "where _op <> 'delete'"}`,
  );
}

/** A table loaded in mode append or replace becomes the beginning of a history: one version per key. */
export async function adoptTable(
  connection: DuckDBConnection,
  settings: LoadSettings,
): Promise<void> {
  const table = rawTable(settings.source, settings.table);
  if ((await kindOf(connection, table)) !== "table") return;
  const from = quoteTable(table.schema, table.name);
  const history = historyTable(settings);
  const to = quoteTable(history.schema, history.name);
  const cursor =
    settings.cursor === undefined ? "" : `${quoteIdent(settings.cursor)} desc nulls last,`;
  const keyless = settings.primaryKey.map((key) => `${quoteIdent(key)} is not null`).join(" and ");
  await connection.run(
    `create or replace table ${to} as
     select *, 'upsert' as _op, 1::bigint as _version from ${from} where ${keyless}
     qualify row_number() over (partition by ${keyList(settings)}
       order by ${cursor} _loaded_at desc, _source_file desc, _source_position desc) = 1;
     drop table ${from}`,
  );
}

/** SQL of the last version of every key, or of the keys in `keys` only. */
function currentOf(settings: LoadSettings, keys?: string): string {
  const history = quoteTable(historyTable(settings).schema, historyTable(settings).name);
  const list = keyList(settings);
  if (keys !== undefined) {
    return `from ${history} semi join ${keys} using (${list})
      qualify row_number() over (partition by ${list} order by _version desc) = 1`;
  }
  return `select h.* from ${history} h semi join (
      select ${list}, max(_version) as _version from ${history} group by ${list}
    ) using (${list}, _version)`;
}

function keyList(settings: LoadSettings): string {
  return settings.primaryKey.map(quoteIdent).join(", ");
}

async function nextVersion(connection: DuckDBConnection, history: string): Promise<number> {
  return numberOf(connection, `select coalesce(max(_version), 0) + 1 from ${history}`);
}

/** Back from a view over a history to a table with the current rows; the history stays. */
export async function releaseView(
  connection: DuckDBConnection,
  settings: LoadSettings,
): Promise<void> {
  const table = rawTable(settings.source, settings.table);
  if ((await kindOf(connection, table)) !== "view") return;
  const columns = (await sourceColumns(connection, table)).map((c) => quoteIdent(c.name));
  const name = quoteTable(table.schema, table.name);
  const list = [...columns, ...LOAD_COLUMNS].join(", ");
  await connection.run(
    `create or replace temp table granary_released as select ${list} from ${name};
     drop view ${name};
     create table ${name} as from temp.granary_released;
     drop table temp.granary_released`,
  );
}
