import { messageOf } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { firstBytes } from "./byte-stream.js";
import { checkedCast, roundingOf } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { unreadable } from "./failures.js";
import { checkHeader } from "./header.js";
import { numberOf, rowsOf, textOf, type Row } from "./query.js";
import { renamed } from "./settings.js";
import { partRows, resetStage, type Staged, type StageRequest } from "./staged.js";

/** Sums have 38; ten are left for a table's rows. */
const MOST_DIGITS = 28;

/** Stages a Parquet file. Its types are kept as they are; values a declared type cannot take become rejects. */
export async function stageParquet(request: StageRequest): Promise<Staged> {
  const { connection, settings, extract, existing } = request;
  const path = quoteLiteral(extract.path);
  const read = `read_parquet(${path}, hive_partitioning=false, file_row_number=true)`;
  const described = await describe(request, read);
  const written = described.map((row) => textOf(row["column_name"]));
  const names = renamed(settings, written, existing);
  const file = renamedColumns(read, written, names);
  const found = names.map((name, i) => ({ name, type: textOf(described[i]?.["column_type"]) }));
  checkHeader(settings, extract.file, names, existing);
  const rowsRead = await numberOf(
    connection,
    `select sum(num_rows) from parquet_file_metadata(${path})`,
  );
  const declared = new Map(settings.columns?.map((column) => [column.name, column.type]));
  const columns: Column[] = [];
  for (const column of found) {
    const type = declared.get(column.name) ?? column.type;
    const settled = await request.settle({ name: column.name, type }, file);
    columns.push({ name: column.name, type: settled });
  }
  const checks = columns.flatMap((column, i) => {
    const own = found[i]?.type ?? column.type;
    if (column.type === own) return [];
    const value = quoteIdent(column.name);
    const text = `${value}::varchar`;
    if (settings.columns !== undefined) {
      return [{ ...column, text, ...checkedCast(text, column.type) }];
    }
    // A type that stands in the table was chosen to hold this one; only a frozen one may round it.
    const fails = roundingOf(value, own, column.type) ?? "false";
    return [{ ...column, text, value: `${value}::${column.type}`, fails }];
  });
  await resetStage(connection);
  const placed = `(select *, file_row_number + 1 as _source_position from ${file})`;
  const whole = columns.map((c) => `${quoteLiteral(c.name)}, ${quoteIdent(c.name)}`);
  const raw = `json_object(${whole.join(", ")})::varchar`;
  const rows = await partRows(connection, placed, columns, checks, { raw });
  return { columns, rowsRead, rows, sums: await sumsOf(request, file, found, columns) };
}

/** Sums as the file has them, of columns that hold exact numbers there and here and whose sum cannot overflow. */
async function sumsOf(
  { connection }: StageRequest,
  file: string,
  found: readonly Column[],
  columns: readonly Column[],
): Promise<Record<string, string | null>> {
  const exact = found.filter(({ type }, i) => isSummed(type) && isSummed(columns[i]?.type ?? ""));
  if (exact.length === 0) return {};
  const totals = exact.map((c, i) => `sum(${quoteIdent(c.name)})::varchar as s${String(i)}`);
  const [row = {}] = await rowsOf(connection, `select ${totals.join(", ")} from ${file}`);
  return Object.fromEntries(
    exact.map(({ name }, i) => {
      const sum = row[`s${String(i)}`];
      return [name, sum === null ? null : textOf(sum)];
    }),
  );
}

function isSummed(type: string): boolean {
  const digits = /^DECIMAL\((\d+),/.exec(type)?.[1];
  if (digits !== undefined) return Number(digits) <= MOST_DIGITS;
  return /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(type);
}

async function describe({ connection, extract }: StageRequest, read: string): Promise<Row[]> {
  try {
    const rows = await rowsOf(connection, `describe select * from ${read}`);
    return rows.filter((row) => row["column_name"] !== "file_row_number");
  } catch (error) {
    if (!/magic bytes|too small to be a Parquet/i.test(messageOf(error))) throw error;
    const begins = (await firstBytes(extract.path, 4)).toString("latin1") === "PAR1";
    const why = begins ? "its end is missing; it may be cut off" : "it is no Parquet file";
    throw unreadable(extract, why, error);
  }
}

function renamedColumns(
  read: string,
  written: readonly string[],
  names: readonly string[],
): string {
  const list = names.flatMap((name, i) => {
    const old = written[i] ?? name;
    return old === name ? [] : [`${quoteIdent(old)} as ${quoteIdent(name)}`];
  });
  return list.length === 0 ? read : `(select * rename (${list.join(", ")}) from ${read})`;
}
