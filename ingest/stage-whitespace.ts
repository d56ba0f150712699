import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { GranaryError } from "../warehouse/errors.js";
import { checkedCast } from "./checked-cast.js";
import { firstRecord } from "./dialect.js";
import { unreadable } from "./failures.js";
import { checkHeader } from "./header.js";
import { countLines, lineRecords } from "./line-scan.js";
import { renamed } from "./settings.js";
import { partRows, placedStage, resetStage, type Staged, type StageRequest } from "./staged.js";

/** Stages a file whose fields are parted by runs of blanks, its columns declared. Quotes have no meaning in it. */
export async function stageWhitespace(request: StageRequest, path: string): Promise<Staged> {
  const { connection, settings, extract } = request;
  const declared = settings.columns;
  if (declared === undefined) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `sources.${settings.source}.tables.${settings.table}: delimiter "whitespace" needs columns:.`,
      hint: "Declare the names and types of the columns.",
    });
  }
  let columns = declared;
  if (settings.header) {
    const record = await firstRecord(path, "");
    if (record === undefined) throw unreadable(extract, "it is empty: not even a header");
    const names = renamed(settings, record.trim().split(/\s+/));
    checkHeader(settings, extract.file, names, []);
    columns = names.flatMap((name) => declared.filter((column) => column.name === name));
  }
  const checks = columns.map((column) => {
    const text = quoteIdent(column.name);
    return { ...column, text, ...checkedCast(text, column.type) };
  });
  const fields = columns.map((column, i) => `f[${String(i + 1)}] as ${quoteIdent(column.name)}`);
  await resetStage(connection);
  await connection.run(
    `create temp table granary_stage as
     select ${fields.join(", ")}, len(f) as _granary_width
     from (
       select regexp_split_to_array(trim(line, E' \\t\\r'), '\\s+') as f
       from read_csv(${quoteLiteral(path)}, auto_detect=false, delim=chr(1), quote='', escape='',
         header=${settings.header}, columns={'line': 'VARCHAR'}, strict_mode=false)
       where trim(line, E' \\t\\r') <> ''
     )`,
  );
  const width = String(columns.length);
  const rows = await partRows(connection, await placedStage(connection), columns, checks, {
    reason: `case when _granary_width <> ${width}
      then _granary_width || ' fields instead of ${width}' end`,
  });
  const lines = await countLines(path);
  const skip = settings.header ? 1 : 0;
  return {
    columns,
    rows,
    rowsRead: lines - skip,
    texts: (positions) => lineRecords(path, positions, skip),
  };
}
