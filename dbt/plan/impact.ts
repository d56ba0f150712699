import type { AdapterSession } from "../adapters/adapter.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";

/** How one figure of a table moves; exact decimals as text, null for null. */
interface MovedFigure {
  /** "rows", or "sum of <column>". */
  figure: string;
  before: string | null;
  after: string | null;
  /** After less before; null where either is null. */
  difference: string | null;
}

/** How a table here differs from the same table elsewhere. */
export interface TableImpact {
  schema: string;
  table: string;
  /** "both", "added" (only here) or "removed" (only there). */
  presence: "both" | "added" | "removed";
  addedColumns: readonly string[];
  removedColumns: readonly string[];
  /** Only those that moved. */
  moved: readonly MovedFigure[];
}

interface Column {
  name: string;
  type: string;
}

const NUMERIC = /^(DECIMAL|DOUBLE|FLOAT|BIGINT|INTEGER|SMALLINT|TINYINT|HUGEINT|U\w+INT|UINTEGER)/;

/** Keys and ids are no measures: their sums mean nothing. */
const IDENTIFIER = /(^|_)(key|id|number|year|month|quarter|week|day)$/i;

async function columnsIn(
  session: AdapterSession,
  database: string,
): Promise<Map<string, Column[]>> {
  const { rows } = await session.query(
    `select c.schema_name, c.table_name, c.column_name, c.data_type from duckdb_columns() c
     join duckdb_tables() t using (database_name, schema_name, table_name)
     where c.database_name = ${quoteLiteral(database)} and not c.internal order by all`,
  );
  const tables = new Map<string, Column[]>();
  for (const [schema, table, name, type] of rows) {
    const key = `${String(schema)}.${String(table)}`;
    const columns = tables.get(key) ?? [];
    columns.push({ name: String(name), type: String(type) });
    tables.set(key, columns);
  }
  return tables;
}

function isMeasure(here: Column, there: readonly Column[]): boolean {
  const other = there.find(({ name }) => name === here.name);
  return (
    NUMERIC.test(here.type) &&
    other !== undefined &&
    NUMERIC.test(other.type) &&
    !IDENTIFIER.test(here.name)
  );
}

async function figuresMoved(
  session: AdapterSession,
  here: string,
  there: string,
  measures: readonly string[],
): Promise<MovedFigure[]> {
  const sums = (prefix: string): string =>
    [
      `count(*) as ${prefix}_rows`,
      ...measures.map((name, at) => `sum(${quoteIdent(name)}) as ${prefix}_${String(at)}`),
    ].join(", ");
  const figures = ["rows", ...measures.map((name) => `sum of ${name}`)];
  const keys = ["rows", ...measures.map((_, at) => String(at))];
  const shown = keys
    .map((key) => `b_${key}::varchar, a_${key}::varchar, (a_${key} - b_${key})::varchar`)
    .join(", ");
  const { rows } = await session.query(
    `select ${shown} from (select ${sums("a")} from ${here}) a, (select ${sums("b")} from ${there}) b`,
  );
  const cells = (rows[0] ?? []).map((cell) => (cell === null ? null : String(cell)));
  return figures
    .map((figure, at) => ({
      figure,
      before: cells[at * 3] ?? null,
      after: cells[at * 3 + 1] ?? null,
      difference: cells[at * 3 + 2] ?? null,
    }))
    .filter(({ before, after }) => before !== after);
}

/**
 * How the tables of database `here` named in `tables` ("schema.table") differ from those of database `there`, both
 * attached to the session: rows, and sums of the columns that are measures. Tables without a difference are left out.
 */
export async function tableImpact(
  session: AdapterSession,
  here: string,
  there: string,
  tables: readonly string[],
): Promise<TableImpact[]> {
  const mine = await columnsIn(session, here);
  const theirs = await columnsIn(session, there);
  const impacts: TableImpact[] = [];
  for (const name of tables) {
    const [schema = "", table = ""] = name.split(".");
    const now = mine.get(name);
    const before = theirs.get(name);
    const base = { schema, table, addedColumns: [], removedColumns: [], moved: [] };
    if (now === undefined || before === undefined) {
      if (now !== undefined) impacts.push({ ...base, presence: "added" });
      if (before !== undefined) impacts.push({ ...base, presence: "removed" });
      continue;
    }
    const path = (database: string): string => [database, schema, table].map(quoteIdent).join(".");
    const measures = now.filter((column) => isMeasure(column, before)).map((c) => c.name);
    const lacking = (columns: readonly Column[], others: readonly Column[]): string[] =>
      columns.map((c) => c.name).filter((column) => !others.some((other) => other.name === column));
    const impact: TableImpact = {
      ...base,
      presence: "both",
      addedColumns: lacking(now, before),
      removedColumns: lacking(before, now),
      moved: await figuresMoved(session, path(here), path(there), measures),
    };
    const differs = impact.addedColumns.length + impact.removedColumns.length + impact.moved.length;
    if (differs > 0) impacts.push(impact);
  }
  return impacts;
}
