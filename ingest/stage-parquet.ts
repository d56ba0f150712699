import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { checkHeader } from "./header.js";
import { numberOf, rowsOf, textOf } from "./query.js";
import { renamed } from "./settings.js";
import { partRows, resetStage, type Staged, type StageRequest } from "./staged.js";

/** Stages a Parquet file. Its types are kept as they are; values a declared type cannot take become rejects. */
export async function stageParquet(request: StageRequest): Promise<Staged> {
  const { connection, settings, extract, existing } = request;
  const path = quoteLiteral(extract.path);
  const read = `read_parquet(${path}, hive_partitioning=false, file_row_number=true)`;
  const renames = Object.entries(settings.rename);
  const described = await rowsOf(connection, `describe select * from ${read}`);
  const file = renamedColumns(
    read,
    described.map((row) => textOf(row["column_name"])),
    renames,
  );
  const found = described
    .map((row) => ({
      name: renamed(settings, [textOf(row["column_name"])])[0] ?? "",
      type: textOf(row["column_type"]),
    }))
    .filter((column) => column.name !== "file_row_number");
  const names = found.map((column) => column.name);
  checkHeader(settings, extract.file, names, existing);
  const rowsRead = await numberOf(
    connection,
    `select sum(num_rows) from parquet_file_metadata(${path})`,
  );
  const declared = new Map(settings.columns?.map((column) => [column.name, column.type]));
  const columns: Column[] = [];
  for (const column of found) {
    const type = declared.get(column.name) ?? column.type;
    columns.push({ name: column.name, type: await request.settle({ name: column.name, type }) });
  }
  const cast = columns.filter((column, i) => column.type !== found[i]?.type);
  const checks = cast.map((column) => {
    const text = `${quoteIdent(column.name)}::varchar`;
    // A type that stands in the table was chosen to hold this one; only a declared type may not.
    return settings.columns === undefined
      ? { ...column, text, value: `${quoteIdent(column.name)}::${column.type}`, fails: "false" }
      : { ...column, text, ...checkedCast(text, column.type) };
  });
  await resetStage(connection);
  const placed = `(select *, file_row_number + 1 as _source_position from ${file})`;
  const whole = columns.map((c) => `${quoteLiteral(c.name)}, ${quoteIdent(c.name)}`);
  const raw = `json_object(${whole.join(", ")})::varchar`;
  return { columns, rowsRead, rows: await partRows(connection, placed, columns, checks, { raw }) };
}

function renamedColumns(
  read: string,
  names: readonly string[],
  renames: readonly (readonly [string, string])[],
): string {
  const present = renames.filter(([old]) => names.includes(old));
  if (present.length === 0) return read;
  const list = present.map(([old, now]) => `${quoteIdent(old)} as ${quoteIdent(now)}`);
  return `(select * rename (${list.join(", ")}) from ${read})`;
}
