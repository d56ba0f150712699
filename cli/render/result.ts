import { DuckDBTypeId, type DuckDBType, type Json } from "@duckdb/node-api";
import { formatTable } from "./table.js";

/** Turns rows, as they arrive, into the text of one output format. */
export interface ResultWriter {
  begin(names: readonly string[], types: readonly DuckDBType[]): string;
  rows(rows: readonly (readonly Json[])[]): string;
  end(): string;
}

const EXACT_NUMBERS = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.DECIMAL,
]);

function isNumeric(type: DuckDBType | undefined): boolean {
  if (!type) return false;
  const { typeId } = type;
  return (
    EXACT_NUMBERS.has(typeId) || typeId === DuckDBTypeId.DOUBLE || typeId === DuckDBTypeId.FLOAT
  );
}

function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** An aligned table for people, with the row count below. */
export function tableWriter(): ResultWriter {
  let columns: { name: string; align: "left" | "right" }[] = [];
  const kept: string[][] = [];
  return {
    begin: (names, types) => {
      columns = names.map((name, index) => ({
        name,
        align: isNumeric(types[index]) ? "right" : "left",
      }));
      return "";
    },
    rows: (rows) => {
      for (const row of rows) {
        kept.push(row.map((value) => (value === null ? "∅" : textOf(value))));
      }
      return "";
    },
    end: () =>
      `${formatTable(columns, kept)}\n${kept.length === 1 ? "1 row" : `${kept.length.toLocaleString("en")} rows`}\n`,
  };
}

/** RFC 4180; NULL is empty, the empty string is quoted. */
export function csvWriter(): ResultWriter {
  const field = (value: Json | undefined): string => {
    if (value === null || value === undefined) return "";
    const text = textOf(value);
    return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (values: readonly Json[]): string => `${values.map(field).join(",")}\r\n`;
  return {
    begin: (names) => line(names),
    rows: (rows) => rows.map(line).join(""),
    end: () => "",
  };
}

/** One array of objects; decimals and big integers as exact number literals. */
export function jsonWriter(): ResultWriter {
  let names: readonly string[] = [];
  let exact: readonly boolean[] = [];
  let first = true;
  const value = (cell: Json | undefined, index: number): string =>
    typeof cell === "string" && exact[index] === true && /^-?\d+(\.\d+)?$/.test(cell)
      ? cell
      : JSON.stringify(cell ?? null);
  return {
    begin: (columnNames, types) => {
      names = columnNames.map((name) => JSON.stringify(name));
      exact = types.map((type) => EXACT_NUMBERS.has(type.typeId));
      return "[";
    },
    rows: (rows) =>
      rows
        .map((row) => {
          const lead = first ? "\n" : ",\n";
          first = false;
          const members = names.map((name, index) => `${name}:${value(row[index], index)}`);
          return `${lead}  {${members.join(",")}}`;
        })
        .join(""),
    end: () => "\n]\n",
  };
}
