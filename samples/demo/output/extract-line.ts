import { isoDate } from "../calendar.js";
import { decimalText } from "../money.js";
import { versionColumns, type ColumnKind, type TableSpec } from "../tables/tables.js";

type Value = string | number | boolean | undefined;
export type Row = Readonly<Record<string, Value>>;

/** Columns of a table's files, with the two that every table ends with. */
export function allColumns(
  spec: TableSpec,
): readonly (readonly [name: string, kind: ColumnKind])[] {
  const [changedAt, deleted] = versionColumns(spec);
  return [...Object.entries(spec.columns), [changedAt, "instant"], [deleted, "boolean"]];
}

/** Writes records of a table as lines; `csv` also serves tables that become Parquet. */
export function lineWriter(spec: TableSpec): (row: Row, changedAt: number) => string {
  const columns = Object.entries(spec.columns).map(([name, kind]) => ({ name, kind }));
  if (spec.format === "jsonl") {
    const [changedName, deletedName] = versionColumns(spec);
    return (row, changedAt) => {
      let line = "{";
      for (const { name, kind } of columns) line += `"${name}":${jsonValue(kind, row[name])},`;
      const deleted = row["deleted"] === true ? "true" : "false";
      return `${line}"${changedName}":"${instantText(changedAt)}","${deletedName}":${deleted}}`;
    };
  }
  return (row, changedAt) => {
    let line = "";
    for (const { name, kind } of columns) {
      const value = row[name];
      if (value === undefined) line += ",";
      else if (typeof value === "string") line += `${csvField(value)},`;
      else line += `${valueText(kind, value) ?? ""},`;
    }
    return line + instantText(changedAt) + (row["deleted"] === true ? ",true" : ",false");
  };
}

/** The text of a value; undefined where there is none. */
function valueText(kind: ColumnKind, value: Value): string | undefined {
  if (typeof value !== "number") return value === undefined ? undefined : String(value);
  switch (kind) {
    case "decimal":
      return decimalText(value);
    case "rate":
      return rateText(value);
    case "date":
      return isoDateOf(value);
    case "instant":
      return instantText(value);
    case "text":
    case "integer":
    case "boolean":
      return String(value);
  }
}

function jsonValue(kind: ColumnKind, value: Value): string {
  const text = valueText(kind, value);
  if (text === undefined) return "null";
  const isBare = kind === "integer" || kind === "decimal" || kind === "rate" || kind === "boolean";
  return isBare ? text : JSON.stringify(text);
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function instantText(instant: number): string {
  const second = Math.floor(instant / 1000);
  const day = Math.floor(second / 86_400);
  const rest = second - day * 86_400;
  const [hour, minute] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  return `${isoDateOf(day)}T${two(hour)}:${two(minute)}:${two(rest % 60)}Z`;
}

const two = (number: number): string => (number < 10 ? `0${String(number)}` : String(number));

/** Dates repeat much; those asked for lately are kept. */
const dates = new Map<number, string>();

function isoDateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size > 40_000) dates.clear();
  const text = isoDate(day);
  dates.set(day, text);
  return text;
}

function rateText(rate: number): string {
  const whole = Math.floor(rate / 100_000_000);
  return `${String(whole)}.${String(rate % 100_000_000).padStart(8, "0")}`;
}
