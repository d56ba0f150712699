import { GranaryError } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast } from "./checked-cast.js";
import { checkHeader } from "./header.js";
import { countLines, lineRecords } from "./line-scan.js";
import { isNumeric, isPlain, plainNumber } from "./number-text.js";
import { renamed, type ReadSettings } from "./settings.js";
import { partRows, placedStage, resetStage, type Staged, type StageRequest } from "./staged.js";

/** A column's place in a line, in characters from 1. */
interface Slice {
  name: string;
  type: string;
  from: number;
  width: number;
}

/**
 * Stages fixed-column text: every line a record, cut by `widths`, blanks around a value taken off. Columns that are
 * not declared are text. A line too short to reach its last column, or longer than all of them, becomes a reject.
 *
 * @param path the file as plain UTF-8
 */
export async function stageFixed(request: StageRequest, path: string): Promise<Staged> {
  const { connection, settings, extract, existing } = request;
  const slices = slicesOf(settings);
  const names = slices.map((slice) => slice.name);
  checkHeader({ ...settings, columns: undefined }, extract.file, names, existing);
  const checks = slices.map((slice) => {
    const text = quoteIdent(slice.name);
    const styled = isNumeric(slice.type) && !isPlain(settings);
    const cast = checkedCast(styled ? plainNumber(text, settings) : text, slice.type);
    return { name: slice.name, type: slice.type, text, ...cast };
  });
  const nulls = ["", ...settings.nullValues].map(quoteLiteral).join(", ");
  const fields = slices.map(({ name, from, width }) => {
    const text = `trim(substring(line, ${String(from)}, ${String(width)}), E' \\t')`;
    return `case when ${text} not in (${nulls}) then ${text} end as ${quoteIdent(name)}`;
  });
  await resetStage(connection);
  await connection.run(
    `create temp table granary_stage as
     select ${fields.join(", ")}, length(line) as _granary_length
     from (
       select rtrim(line, E'\\r') as line
       from read_csv(${quoteLiteral(path)}, auto_detect=false, delim=chr(1), quote='', escape='',
         header=${settings.header}, columns={'line': 'VARCHAR'}, strict_mode=false)
       where trim(line, E' \\t\\r') <> ''
     )`,
  );
  const lastStart = String(slices.at(-1)?.from ?? 1);
  const whole = String(Object.values(settings.widths ?? {}).reduce((sum, width) => sum + width, 0));
  const rows = await partRows(connection, await placedStage(connection), slices, checks, {
    reason: `case when _granary_length < ${lastStart}
        then 'a line of ' || _granary_length || ' characters ends before the last column'
      when _granary_length > ${whole}
        then 'a line of ' || _granary_length || ' characters instead of ${whole}' end`,
  });
  const skip = settings.header ? 1 : 0;
  return {
    columns: slices.map(({ name, type }) => ({ name, type })),
    rows,
    rowsRead: (await countLines(path)) - skip,
    texts: (positions) => lineRecords(path, positions, skip),
  };
}

function slicesOf(settings: ReadSettings): Slice[] {
  const types = new Map(settings.columns?.map((column) => [column.name, column.type]));
  const slices: Slice[] = [];
  let from = 1;
  for (const [written, width] of Object.entries(settings.widths ?? {})) {
    const [name = written] = renamed(settings, [written]);
    if (!name.startsWith("_")) {
      slices.push({ name, type: types.get(name) ?? "VARCHAR", from, width });
    }
    from += width;
  }
  const unknown = [...types.keys()].find((name) => slices.every((slice) => slice.name !== name));
  if (slices.length > 0 && unknown === undefined) return slices;
  throw new GranaryError("CONFIG_INVALID", {
    message: `sources.${settings.source}.tables.${settings.table}.widths has no ${unknown === undefined ? "column" : `"${unknown}", which is declared`}.`,
    hint: "Give each column its width in order; a name that begins with _ is passed over.",
  });
}
