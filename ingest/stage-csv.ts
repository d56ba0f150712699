import { quoteIdent } from "../warehouse/sql.js";
import { checkedCast, type CheckedCast } from "./checked-cast.js";
import type { ColumnFacts } from "./column-facts.js";
import type { Column } from "./column-types.js";
import { csvReader, layoutOf, neverClosed, type Layout } from "./csv-layout.js";
import { typesOf } from "./csv-columns.js";
import { joinedFacts, sumsOf, takeParts, type FirstLook } from "./csv-parts.js";
import { castsNatively } from "./csv-types.js";
import { delimitedRecords, scanDelimited } from "./delimited-scan.js";
import type { DelimitedScan } from "./delimited-facts.js";
import { unreadable } from "./failures.js";
import { isNumeric, isPlain, plainNumber } from "./number-text.js";
import { PartsRefused } from "./parts-refused.js";
import { rowsOf, textOf } from "./query.js";
import { partRows, placedStage, REJECTS, resetStage } from "./staged.js";
import type { Staged, StageRequest } from "./staged.js";

const EARLY_BYTES = 16 << 20;
const SAMPLED_BYTES = 1 << 20;

/**
 * Stages a delimited file; records the engine cannot split or cast become rejects.
 *
 * @param path the file as plain UTF-8
 * @param given types of columns that are known already, of a sheet's cells for instance
 */
export async function stageCsv(
  request: StageRequest,
  path: string,
  given: ReadonlyMap<string, string> = new Map(),
): Promise<Staged> {
  const layout = await layoutOf(request, path);
  const width = layout.names.length;
  const inParts = await stagedInParts(request, layout, given);
  if (inParts !== undefined) return inParts;
  const scanning = scanDelimited(path, layout, width);
  // The engine reads while the scan runs, with types the first records suggest; the scan then confirms them.
  const large = request.extract.bytes >= EARLY_BYTES;
  let early: EarlyRead | undefined;
  try {
    if (large) early = await stagedEarly(request, layout, given);
  } finally {
    checkScan(request, await scanning);
  }
  const scan = await scanning;
  const columns = await typesOf(request, layout, scan.columns, given);
  const rows =
    early !== undefined && sameReading(early.first, columns, scan.columns, request)
      ? early
      : await stageAsTyped(request, layout, columns, scan.columns);
  return {
    columns: rows.columns,
    rows: rows.rows,
    rowsRead: scan.records,
    sums: sumsOf(rows.columns, scan),
    texts: (positions) => delimitedRecords(path, layout, width, positions),
  };
}

function checkScan(request: StageRequest, scan: DelimitedScan): void {
  if (scan.mixedLineEnd > 0) {
    const line = String(scan.mixedLineEnd);
    throw unreadable(request.extract, `its line ends differ: line ${line} ends unlike line 1`);
  }
  if (scan.openQuote > 0 && request.settings.onError === "quarantine") {
    throw neverClosed(request, scan.openQuote);
  }
}

type Read = Pick<Staged, "columns" | "rows">;
interface EarlyRead extends Read {
  first: FirstLook;
}

/** Not where rows are to be seen before they stand in the table, or the table would have to change for them. */
async function stagedInParts(
  request: StageRequest,
  layout: Layout,
  given: ReadonlyMap<string, string>,
): Promise<Staged | undefined> {
  const { connection, existing, extract, settings } = request;
  if (request.inParts !== true || extract.bytes < EARLY_BYTES) return undefined;
  const first = await firstLook(request, layout, given);
  const types = new Map(existing.map(({ name, type }) => [name, type]));
  const fits = first.columns.every(
    ({ name, type }, i) =>
      castsNatively(type, first.facts[i], settings) &&
      (existing.length === 0 || types.get(name) === type),
  );
  if (!fits) return undefined;
  await resetStage(connection);
  const confirm = async (scan: DelimitedScan): Promise<void> => {
    checkScan(request, scan);
    const facts = joinedFacts(first.facts, scan.columns);
    const columns = await typesOf(request, layout, facts, given);
    if (!sameReading(first, columns, facts, request)) {
      throw new PartsRefused("later records are of other types than the first ones");
    }
  };
  return {
    columns: first.columns,
    rowsRead: 0,
    rows: "",
    parts: (insert) => takeParts(request, layout, first, insert, confirm),
  };
}

async function stagedEarly(
  request: StageRequest,
  layout: Layout,
  given: ReadonlyMap<string, string>,
): Promise<EarlyRead> {
  const first = await firstLook(request, layout, given);
  return { ...(await stageAsTyped(request, layout, first.columns, first.facts)), first };
}

async function firstLook(
  request: StageRequest,
  layout: Layout,
  given: ReadonlyMap<string, string>,
): Promise<FirstLook> {
  const { columns: facts } = await scanDelimited(
    layout.path,
    layout,
    layout.names.length,
    SAMPLED_BYTES,
  );
  return { columns: await typesOf(request, layout, facts, given), facts };
}

/** True where all records ask for the same types, read in the same way, as the first ones did. */
function sameReading(
  first: FirstLook,
  columns: readonly Column[],
  facts: readonly ColumnFacts[],
  { settings }: StageRequest,
): boolean {
  return columns.every(({ type }, i) => {
    const [before, after] = [first.facts[i], facts[i]];
    return (
      first.columns[i]?.type === type &&
      castsNatively(type, before, settings) === castsNatively(type, after, settings)
    );
  });
}

/** Stages with these types; an undeclared column whose values turn out not to fit becomes text, once per column. */
async function stageAsTyped(
  request: StageRequest,
  layout: Layout,
  columns: readonly Column[],
  facts: readonly ColumnFacts[],
): Promise<Read> {
  const rows = await stageOnce(request, layout, columns, facts);
  const declared = new Set(request.settings.columns?.map((column) => column.name));
  if (columns.every((column) => declared.has(column.name))) return { columns, rows };
  const misfits = await rowsOf(
    request.connection,
    `select distinct column_name from ${REJECTS} where reason like 'Error when converting%'
     or byte_position is null`,
  );
  const names = new Set(misfits.map((row) => textOf(row["column_name"])));
  const wider = columns.map((c) =>
    names.has(c.name) && !declared.has(c.name) ? { name: c.name, type: "VARCHAR" } : c,
  );
  if (wider.every((column, i) => column.type === columns[i]?.type)) return { columns, rows };
  return stageAsTyped(request, layout, wider, facts);
}

async function stageOnce(
  request: StageRequest,
  layout: Layout,
  columns: readonly Column[],
  facts: readonly ColumnFacts[],
): Promise<string> {
  const { connection, settings } = request;
  await resetStage(connection);
  await connection.run(
    "drop table if exists temp.granary_reject_errors; drop table if exists temp.granary_reject_scans",
  );
  const native = columns.map((column, i) => castsNatively(column.type, facts[i], settings));
  const read = columns.map((c, i) => (native[i] === true ? c : { name: c.name, type: "VARCHAR" }));
  const checks = columns
    .filter((_, i) => native[i] === false)
    .map((column) => ({ ...column, ...checkOf(request, column) }));
  const options =
    "store_rejects=true, rejects_table='granary_reject_errors', rejects_scan='granary_reject_scans'";
  await connection.run(
    `create temp table granary_stage as from ${csvReader(layout, read, options)}`,
  );
  await connection.run(
    `insert into ${REJECTS}
     select line - ${settings.header ? 1 : 0}, any_value(ltrim(csv_line, E'\\r\\n')),
       arg_min(column_name, column_idx), arg_min(error_message, column_idx),
       line_byte_position + any_value(length(csv_line) - length(ltrim(csv_line, E'\\r\\n')))
     from temp.granary_reject_errors group by line, line_byte_position`,
  );
  return partRows(connection, await placedStage(connection), columns, checks);
}

function checkOf({ settings }: StageRequest, column: Column): CheckedCast & { text: string } {
  const text = `nullif(${quoteIdent(column.name)}, '')`;
  const styled = isNumeric(column.type) && !isPlain(settings);
  return { text, ...checkedCast(styled ? plainNumber(text, settings) : text, column.type) };
}
