import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast, roundingOf } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { scanDelimited } from "./delimited-scan.js";
import { LONGEST_ROW } from "./long-row.js";
import { renamed } from "./settings.js";
import { columnsOption, partRows, resetStage, type Staged, type StageRequest } from "./staged.js";

/**
 * Stages a connector's spool: its types are authoritative and the engine reads it natively, once. Only columns whose
 * table type differs are cast, values that do not fit becoming rejects.
 */
export async function stageSpool(
  request: StageRequest,
  spooled: readonly Column[],
): Promise<Staged> {
  const { connection, settings, extract } = request;
  await resetStage(connection);
  const written = spooled.map(({ name }) => name);
  const names = renamed(settings, written, request.existing);
  const rows = respelled(reader(request, spooled), written, names);
  const declared = new Map(settings.columns?.map((column) => [column.name, column.type]));
  const columns: Column[] = [];
  for (const [i, { type }] of spooled.entries()) {
    const name = names[i] ?? "";
    const settled = declared.get(name) ?? (await request.settle({ name, type }, rows));
    columns.push({ name, type: settled });
  }
  const checks = columns.flatMap((column, i) => {
    const own = spooled[i]?.type ?? column.type;
    if (column.type === own) return [];
    const text = `${quoteIdent(column.name)}::varchar`;
    const { value, fails } = checkedCast(text, column.type);
    // A declared type takes the nearest number; one that stands in the table takes what it holds.
    const rounds = declared.has(column.name)
      ? undefined
      : roundingOf(quoteIdent(column.name), own, column.type);
    return [
      { ...column, text, value, fails: rounds === undefined ? fails : `(${fails} or ${rounds})` },
    ];
  });
  const whole = columns.map((c) => `${quoteLiteral(c.name)}, ${quoteIdent(c.name)}`);
  const placed = `(select *, row_number() over () as _source_position from ${rows})`;
  return {
    columns,
    rowsRead: extract.controls?.rows ?? (await countRows(request, spooled.length)),
    rows: await partRows(connection, placed, columns, checks, {
      raw: `json_object(${whole.join(", ")})::varchar`,
    }),
  };
}

function reader({ extract }: StageRequest, columns: readonly Column[]): string {
  const path = quoteLiteral(extract.path);
  if (extract.format === "parquet") return `read_parquet(${path}, hive_partitioning=false)`;
  // Nested types and BLOB have text forms of their own, which the reader's casts understand.
  return `read_csv(${path}, auto_detect=false, strict_mode=true, null_padding=false, allow_quoted_nulls=false,
    nullstr='', skip=0, header=true, delim=',', quote='"', escape='"', new_line='\\n',
    max_line_size=${LONGEST_ROW}, buffer_size=${2 * LONGEST_ROW}, columns=${columnsOption(columns)})`;
}

function respelled(read: string, written: readonly string[], names: readonly string[]): string {
  if (written.every((name, i) => name === names[i])) return read;
  const items = written.map((name, i) => `${quoteIdent(name)} as ${quoteIdent(names[i] ?? name)}`);
  return `(select ${items.join(", ")} from ${read})`;
}

async function countRows({ extract }: StageRequest, width: number): Promise<number> {
  const dialect = { delimiter: ",", quote: '"', header: true };
  return (await scanDelimited(extract.path, dialect, width)).records;
}
