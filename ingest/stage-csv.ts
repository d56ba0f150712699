import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { castsNatively, inferTypes } from "./csv-types.js";
import { delimitedRecords, scanDelimited, type ColumnFacts } from "./delimited-scan.js";
import { firstRecord, sniffDelimiter, splitRecord } from "./dialect.js";
import { unreadable } from "./failures.js";
import { checkHeader, checkHeaderIsNotData } from "./header.js";
import { rowsOf, textOf } from "./query.js";
import {
  columnsOption,
  partRows,
  placedStage,
  REJECTS,
  resetStage,
  type Staged,
  type StageRequest,
} from "./staged.js";
import { stageWhitespace } from "./stage-whitespace.js";

interface Layout {
  delimiter: string;
  names: readonly string[];
}

/** Stages a delimited file; records the engine cannot split or cast become rejects. */
export async function stageCsv(request: StageRequest): Promise<Staged> {
  const { settings, extract } = request;
  if (settings.delimiter === "whitespace") return stageWhitespace(request);
  const layout = await layoutOf(request);
  const { quote, header, encoding } = settings;
  const dialect = { delimiter: layout.delimiter, quote, header };
  const scan = await scanDelimited(extract.path, dialect, layout.names.length, encoding);
  if (scan.mixedLineEnd > 0) {
    const line = String(scan.mixedLineEnd);
    throw unreadable(extract, `its line ends differ: line ${line} ends unlike line 1`);
  }
  const declared = new Map(settings.columns?.map((column) => [column.name, column.type]));
  const found =
    settings.columns === undefined
      ? await inferTypes(
          request.connection,
          layout.names,
          scan.columns,
          reader(request, layout, allText(layout.names), "ignore_errors=true"),
        )
      : layout.names.map((name) => ({ name, type: declared.get(name) ?? "VARCHAR" }));
  const rows = await stageAsTyped(
    request,
    layout,
    await settled(request, found, scan.columns),
    scan.columns,
  );
  return {
    ...rows,
    rowsRead: scan.records,
    texts: (positions) =>
      delimitedRecords(extract.path, dialect, layout.names.length, positions, encoding),
  };
}

async function layoutOf(request: StageRequest): Promise<Layout> {
  const { settings, extract, existing } = request;
  const record = await firstRecord(extract.path, settings.quote, settings.encoding);
  if (record === undefined && settings.header)
    throw unreadable(extract, "it is empty: not even a header");
  const delimiter = settings.delimiter ?? sniffDelimiter(record ?? "", settings.quote);
  if (delimiter === undefined) {
    throw unreadable(extract, "more than one delimiter fits its first line; set delimiter:");
  }
  if (!settings.header) return { delimiter, names: (settings.columns ?? []).map((c) => c.name) };
  const names = splitRecord(record ?? "", delimiter, settings.quote);
  checkHeader(settings, extract.file, names, existing);
  checkHeaderIsNotData(settings, extract.file, names);
  return { delimiter, names };
}

/** The types the raw table will have. An empty column takes whatever type stands there. */
async function settled(
  request: StageRequest,
  found: readonly Column[],
  facts: readonly ColumnFacts[],
): Promise<Column[]> {
  const columns: Column[] = [];
  for (const [i, column] of found.entries()) {
    const standing = request.existing.find((existing) => existing.name === column.name);
    const empty = (facts[i]?.values ?? 0) === 0;
    let type = empty && standing !== undefined ? standing.type : await request.settle(column);
    const digits = facts[i]?.maxLength ?? 0;
    // A long integer would not survive in a floating point column that stands already.
    if (type === "DOUBLE" && column.type === "BIGINT" && digits > 15) type = "VARCHAR";
    columns.push({ name: column.name, type });
  }
  return columns;
}

/** Stages with these types; an undeclared column whose values turn out not to fit becomes text, once per column. */
async function stageAsTyped(
  request: StageRequest,
  layout: Layout,
  columns: readonly Column[],
  facts: readonly ColumnFacts[],
): Promise<Pick<Staged, "columns" | "rows">> {
  const rows = await stageOnce(request, layout, columns, facts);
  if (request.settings.columns !== undefined) return { columns, rows };
  const misfits = await rowsOf(
    request.connection,
    `select distinct column_name from ${REJECTS} where reason like 'Error when converting%'
     or byte_position is null`,
  );
  const names = new Set(misfits.map((row) => textOf(row["column_name"])));
  if (names.size === 0) return { columns, rows };
  const wider = columns.map((c) => (names.has(c.name) ? { name: c.name, type: "VARCHAR" } : c));
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
  const native = columns.map((column, i) => castsNatively(column.type, facts[i]));
  const read = columns.map((c, i) => (native[i] === true ? c : { name: c.name, type: "VARCHAR" }));
  const checks = columns
    .filter((_, i) => native[i] === false)
    .map((column) => {
      const text = `nullif(${quoteIdent(column.name)}, '')`;
      return { ...column, text, ...checkedCast(text, column.type) };
    });
  const options =
    "store_rejects=true, rejects_table='granary_reject_errors', rejects_scan='granary_reject_scans'";
  await connection.run(
    `create temp table granary_stage as from ${reader(request, layout, read, options)}`,
  );
  await connection.run(
    `insert into ${REJECTS}
     select line - ${settings.header ? 1 : 0}, any_value(csv_line), arg_min(column_name, column_idx),
       arg_min(error_message, column_idx), line_byte_position
     from temp.granary_reject_errors group by line, line_byte_position`,
  );
  return partRows(connection, await placedStage(connection), columns, checks);
}

function reader(
  request: StageRequest,
  layout: Layout,
  columns: readonly Column[],
  options: string,
): string {
  const { settings, extract } = request;
  const quote = quoteLiteral(settings.quote);
  return `read_csv(${quoteLiteral(extract.path)}, auto_detect=false, strict_mode=true, null_padding=false,
    allow_quoted_nulls=false, skip=0, header=${settings.header}, delim=${quoteLiteral(layout.delimiter)},
    quote=${quote}, escape=${quote}, columns=${columnsOption(columns)}, ${options}
    ${settings.encoding === undefined ? "" : `, encoding=${quoteLiteral(settings.encoding)}`})`;
}

function allText(names: readonly string[]): Column[] {
  return names.map((name) => ({ name, type: "VARCHAR" }));
}
