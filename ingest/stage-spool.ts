import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { scanDelimited } from "./delimited-scan.js";
import { LONGEST_ROW } from "./long-row.js";
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
  const declared = new Map(settings.columns?.map((column) => [column.name, column.type]));
  const columns: Column[] = [];
  for (const column of spooled) {
    const type = declared.get(column.name) ?? (await request.settle(column));
    columns.push({ name: column.name, type });
  }
  const checks = columns
    .filter((column, i) => column.type !== spooled[i]?.type)
    .map((column) => {
      const text = `${quoteIdent(column.name)}::varchar`;
      return { ...column, text, ...checkedCast(text, column.type) };
    });
  const whole = columns.map((c) => `${quoteLiteral(c.name)}, ${quoteIdent(c.name)}`);
  const placed = `(select *, row_number() over () as _source_position from ${reader(request, spooled)})`;
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

async function countRows({ extract }: StageRequest, width: number): Promise<number> {
  const dialect = { delimiter: ",", quote: '"', header: true };
  return (await scanDelimited(extract.path, dialect, width)).records;
}
