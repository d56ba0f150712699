import { quoteIdent } from "../warehouse/sql.js";
import type { ColumnFacts } from "./column-facts.js";
import type { Column } from "./column-types.js";
import { csvReader, type Layout } from "./csv-layout.js";
import { inferTypes, numberType } from "./csv-types.js";
import { isNumeric, isPlain } from "./number-text.js";
import { rowsOf } from "./query.js";
import type { StageRequest } from "./staged.js";

const WHOLE = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;

/**
 * The types of a delimited file's columns in the raw table: declared, given with the file, or what its values look
 * like, as far as the table that stands allows.
 */
export async function typesOf(
  request: StageRequest,
  layout: Layout,
  facts: readonly ColumnFacts[],
  given: ReadonlyMap<string, string>,
): Promise<Column[]> {
  return settled(request, layout, await foundTypes(request, layout, facts, given), facts);
}

/** Declared types, and what the other columns look like. */
async function foundTypes(
  request: StageRequest,
  layout: Layout,
  facts: readonly ColumnFacts[],
  given: ReadonlyMap<string, string>,
): Promise<Column[]> {
  const { names } = layout;
  const known = new Map(given);
  for (const { name, type } of standingTypes(request, names, facts)) known.set(name, type);
  for (const { name, type } of request.settings.columns ?? []) known.set(name, type);
  const open = names.filter((name) => !known.has(name));
  if (open.length > 0) {
    const inferred = await inferTypes(
      request.connection,
      open,
      facts.filter((_, i) => !known.has(names[i] ?? "")),
      csvReader(layout, allText(names), "ignore_errors=true"),
      request.settings,
    );
    for (const { name, type } of inferred) known.set(name, type);
  }
  return names.map((name) => ({ name, type: known.get(name) ?? "VARCHAR" }));
}

/** Columns of the table that stands whose type no look at the values could change. */
function standingTypes(
  { existing, settings }: StageRequest,
  names: readonly string[],
  facts: readonly ColumnFacts[],
): Column[] {
  return existing.filter(({ name, type }) => {
    const found = facts[names.indexOf(name)];
    return (
      type === "VARCHAR" || (type === "BIGINT" && isPlain(settings) && numberType(found) === type)
    );
  });
}

/** The types the raw table will have. An empty column takes whatever type stands there. */
async function settled(
  request: StageRequest,
  layout: Layout,
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
    const whole = standing !== undefined && WHOLE.test(standing.type) && type !== standing.type;
    if (whole && isNumeric(column.type) && (await isWhole(request, layout, column.name))) {
      type = standing.type;
    }
    columns.push({ name: column.name, type });
  }
  return columns;
}

/** True where no number of a column has a fraction but zeros: 13069.0 is a whole number. */
async function isWhole(request: StageRequest, layout: Layout, name: string): Promise<boolean> {
  const text = `nullif(${quoteIdent(name)}, '')`;
  const pattern = `-?[0-9]{1,18}([${request.settings.decimal}]0+)?`;
  const rows = await rowsOf(
    request.connection,
    `select coalesce(bool_and(regexp_full_match(${text}, '${pattern}')), false) as whole
     from ${csvReader(layout, allText(layout.names), "ignore_errors=true")}`,
  );
  return rows[0]?.["whole"] === true;
}

function allText(names: readonly string[]): Column[] {
  return names.map((name) => ({ name, type: "VARCHAR" }));
}
