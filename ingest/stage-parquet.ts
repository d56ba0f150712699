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
  const described = (await rowsOf(connection, `describe select * from ${read}`)).filter(
    (row) => row["column_name"] !== "file_row_number",
  );
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
  written: readonly string[],
  names: readonly string[],
): string {
  const list = names.flatMap((name, i) => {
    const old = written[i] ?? name;
    return old === name ? [] : [`${quoteIdent(old)} as ${quoteIdent(name)}`];
  });
  return list.length === 0 ? read : `(select * rename (${list.join(", ")}) from ${read})`;
}
