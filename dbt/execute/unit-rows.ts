import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { quoteLiteral } from "../../warehouse/sql.js";
import type { ColumnType, Dialect } from "../adapters/adapter.js";
import type { ProjectNode, UnitRows } from "../manifest.js";
import { pythonRepr } from "../parse/python-text.js";
import { type Dict, stringOr } from "../plain.js";
import { parseCsv } from "../seeds/csv.js";

function csvRows(text: string, delimiter = ","): Dict[] {
  const [header = [], ...rows] = parseCsv(text, delimiter);
  return rows.map((row) =>
    Object.fromEntries(
      header.map((name, index) => {
        const value = row[index] ?? "";
        return [name.trim(), value === "" ? null : value];
      }),
    ),
  );
}

/** The rows of a unit test's input or expectation; null where they are SQL. */
export function dictRows({ format, rows }: UnitRows): Dict[] | null {
  if (format === "sql") return null;
  if (typeof rows === "string") return csvRows(rows);
  return rows === null ? [] : [...rows];
}

/** The SQL of a unit test's input or expectation. */
export function sqlRows({ rows }: UnitRows): string {
  return typeof rows === "string" ? rows : "";
}

/** The rows of a seed's file: they stand in where a unit test names a seed without rows. */
export async function seedRows(seed: ProjectNode): Promise<Dict[]> {
  const text = await readFile(join(seed.packageRoot, seed.originalFilePath), "utf8");
  return csvRows(text, stringOr(seed.config["delimiter"], ","));
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "string" ? quoteLiteral(value) : pythonRepr(value);
}

function castTo(value: unknown, type: string): string {
  return `cast(${literal(value)} as ${type})`;
}

/** The values of a row by its columns' names in lower case. Throws for one the relation lacks. */
function valuesOf(row: Dict, columns: readonly ColumnType[], owner: string): Map<string, unknown> {
  const known = columns.map(({ name }) => name.toLowerCase());
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(row)) {
    if (!known.includes(name.toLowerCase())) {
      throw new Error(
        `Invalid column name: '${name}' in unit test fixture for ${owner}.\n` +
          `Accepted columns for ${owner} are: ${known.join(", ")}`,
      );
    }
    values.set(name.toLowerCase(), value);
  }
  return values;
}

/** Rows as a query whose columns have the relation's names and types; columns no row names are null. */
export function rowsQuery(
  dialect: Dialect,
  rows: readonly Dict[],
  columns: readonly ColumnType[],
  owner: string,
): string {
  const selectOf = (values: ReadonlyMap<string, unknown>): string => {
    const cells = columns.map(
      ({ name, type }) =>
        `${castTo(values.get(name.toLowerCase()), type)} as ${dialect.quote(name)}`,
    );
    return `select ${cells.join(", ")}`;
  };
  if (rows.length === 0) return `${selectOf(new Map())} limit 0`;
  return rows.map((row) => selectOf(valuesOf(row, columns, owner))).join("\nunion all\n");
}

/** The columns an expectation speaks of, in its order. Every row must speak of the same. */
export function expectedColumns(
  rows: readonly Dict[],
  columns: readonly ColumnType[],
): ColumnType[] {
  const [first, ...more] = rows.map((row) => [...valuesOf(row, columns, "expected output").keys()]);
  if (first === undefined) return [...columns];
  for (const [index, names] of more.entries()) {
    if (names.length !== first.length || names.some((name) => !first.includes(name))) {
      throw new Error(`row ${index + 2} of \`expect\` has other columns than the first`);
    }
  }
  return first.flatMap((name) => columns.filter((column) => column.name.toLowerCase() === name));
}
