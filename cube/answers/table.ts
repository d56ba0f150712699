import { DuckDBTypeId, type DuckDBConnection, type DuckDBValue } from "@duckdb/node-api";

/** One value as Cube's clients read it; numbers as text, so that decimals stay exact. */
export type Cell = string | boolean | null;

/** A result column by column. */
export interface Table {
  readonly names: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
  readonly rowCount: number;
  /** Which columns hold floating-point numbers. */
  readonly approximate: readonly boolean[];
}

const TIME_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
]);

const INEXACT_TYPES: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.DOUBLE, DuckDBTypeId.FLOAT]);

export async function readTable(
  connection: DuckDBConnection,
  sql: string,
  values: readonly unknown[],
): Promise<Table> {
  const result = await connection.runAndReadAll(sql, values.map(bindable));
  const types = result.columnTypes();
  const columns = result
    .getColumnsJson()
    .map((column, index) =>
      TIME_TYPES.has(types[index]?.typeId ?? DuckDBTypeId.INVALID)
        ? column.map(timeCell)
        : column.map(cell),
    );
  return {
    names: result.columnNames(),
    columns,
    rowCount: result.currentRowCount,
    approximate: types.map(({ typeId }) => INEXACT_TYPES.has(typeId)),
  };
}

function bindable(value: unknown): DuckDBValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  throw new TypeError(`A filter value must be text, a number or a boolean, not ${typeof value}.`);
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** `2013-12-31` or `2013-12-31 10:00:00.123456` as Cube's clients read times. */
function timeCell(value: unknown): Cell {
  if (typeof value !== "string") return cell(value);
  const [date = value, time = "00:00:00"] = value.split(" ");
  const [clock = time, fraction = ""] = time.split(".");
  return `${date}T${clock}.${fraction.padEnd(3, "0").slice(0, 3)}`;
}
