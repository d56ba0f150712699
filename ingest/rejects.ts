import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../warehouse/errors.js";
import { quoteLiteral } from "../warehouse/sql.js";
import { rowsOf, textOf, timestampLiteral, type Row } from "./query.js";
import type { ReadSettings } from "./settings.js";
import type { Extract } from "./source.js";
import { REJECTS, type Staged } from "./staged.js";

const SHOWN = 5;
const LONGEST_RAW_SHOWN = 300;

/** Rejects without their text get it from the file, the first `limit` of them. Returns the lines they stand on. */
export async function fillRawText(
  connection: DuckDBConnection,
  staged: Staged,
  limit: number,
): Promise<Map<number, number>> {
  const lines = new Map<number, number>();
  const wanted = await rowsOf(
    connection,
    `select position from ${REJECTS} where byte_position is null order by position limit ${limit}`,
  );
  if (wanted.length === 0 || staged.texts === undefined) return lines;
  await connection.run("create or replace temp table granary_raw (position bigint, raw varchar)");
  const appender = await connection.createAppender("granary_raw", "main", "temp");
  for await (const found of staged.texts(wanted.map((row) => Number(row["position"])))) {
    appender.appendBigInt(BigInt(found.position));
    appender.appendVarchar(found.raw);
    appender.endRow();
    if (lines.size < SHOWN) lines.set(found.position, found.line);
  }
  appender.closeSync();
  await connection.run(
    `update ${REJECTS} set raw = r.raw from temp.granary_raw r
     where r.position = granary_rejects.position and granary_rejects.byte_position is null`,
  );
  return lines;
}

/** The failure of a load that met rows it could not read; its details show the first few. */
export async function rowsRejected(
  connection: DuckDBConnection,
  settings: ReadSettings,
  extract: Extract,
  staged: Staged,
  rejected: number,
): Promise<GranaryError> {
  const lines = await fillRawText(connection, staged, SHOWN);
  const first = await rowsOf(
    connection,
    `select * from ${REJECTS} order by position limit ${SHOWN}`,
  );
  const offsets = first.map((row) => Number(row["byte_position"] ?? 0) - 1).filter((at) => at >= 0);
  const engineLines = (await staged.linesAt?.(offsets)) ?? [];
  const details = first.map((row) => {
    const position = Number(row["position"]);
    const line = row["byte_position"] === null ? lines.get(position) : engineLines.shift();
    const place = line === undefined ? `record ${String(position)}` : `line ${String(line)}`;
    return describeReject(extract.file, place, row);
  });
  if (rejected > first.length) details.push(`and ${String(rejected - first.length)} more`);
  const table = `${settings.source}.${settings.table}`;
  const allowed =
    settings.maxRejected === undefined ? "" : ` (max_rejected is ${String(settings.maxRejected)})`;
  return new GranaryError("INGEST_ROWS_REJECTED", {
    message: `${String(rejected)} of ${String(staged.rowsRead)} rows of ${extract.file} cannot be loaded into ${table}${allowed}. Nothing of the file was loaded.`,
    details,
    hint: `Correct the file, or set sources.${settings.source}.tables.${settings.table}.on_error: quarantine to load the rest.`,
  });
}

function describeReject(file: string, place: string, reject: Row): string {
  const column = textOf(reject["column_name"]);
  const raw = textOf(reject["raw"]).trimEnd();
  const shown = raw.length > LONGEST_RAW_SHOWN ? `${raw.slice(0, LONGEST_RAW_SHOWN)}…` : raw;
  const where = column === "" ? place : `${place}, column "${column}"`;
  return `${file}, ${where}: ${textOf(reject["reason"])}: ${shown}`;
}

/**
 * Keeps the staged rejects in meta.quarantine.
 *
 * @param again what is read again with every run: rows that stand there already, for the same reason, are not listed twice
 */
export async function quarantine(
  connection: DuckDBConnection,
  settings: ReadSettings,
  load: { loadId: string; loadedAt: Date; file: string },
  fields: readonly string[],
  again: boolean,
): Promise<void> {
  const texts = [load.loadId, settings.source, settings.table, load.file].map(quoteLiteral);
  const content = "raw, column_name, reason";
  const rejects = again
    ? `(select r.* from (
          select *, row_number() over (partition by ${content} order by position) as _nth from ${REJECTS}) r
        left join (
          select ${content}, count(*) as open from meta.quarantine
          where source = ${quoteLiteral(settings.source)} and table_name = ${quoteLiteral(settings.table)}
          group by all) q
        on r.raw = q.raw and r.column_name is not distinct from q.column_name and r.reason = q.reason
        where r._nth > coalesce(q.open, 0))`
    : REJECTS;
  await connection.run(
    `insert into meta.quarantine (load_id, source, table_name, file, position, raw, column_name, reason,
       quarantined_at, fields)
     select ${texts.join(", ")}, position, raw, column_name, reason, ${timestampLiteral(load.loadedAt)},
       ${quoteLiteral(JSON.stringify(fields))}
     from ${rejects} order by position`,
  );
}
