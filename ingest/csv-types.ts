import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import type { ColumnFacts } from "./column-facts.js";
import { isNumeric, isPlain, numberPattern } from "./number-text.js";
import { rowsOf, textOf } from "./query.js";
import type { ReadSettings } from "./settings.js";

type NumberStyle = Pick<ReadSettings, "decimal" | "thousands">;

const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const TIMESTAMP = `${DATE}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?`;

type Look = "EMPTY" | "BOOLEAN" | "NUMBER" | "DATE" | "TIMESTAMP" | "VARCHAR";

const SAMPLE_ROWS = 20_480;

/**
 * The types of a CSV file's columns: what its first rows look like, confirmed by facts about all rows. A column is
 * typed only when its text could be had back from the typed value; everything else stays VARCHAR.
 *
 * @param text SQL of a relation with all columns as VARCHAR
 */
export async function inferTypes(
  connection: DuckDBConnection,
  names: readonly string[],
  facts: readonly ColumnFacts[],
  text: string,
  style: NumberStyle,
): Promise<Column[]> {
  const sample = `(select * from ${text} limit ${SAMPLE_ROWS})`;
  let looks = await looksOf(connection, names, sample, style);
  if (looks.some((look, i) => look === "EMPTY" && (facts[i]?.values ?? 0) > 0)) {
    looks = await looksOf(connection, names, text, style);
  }
  return names.map((name, i) => ({ name, type: typeOf(looks[i] ?? "VARCHAR", facts[i]) }));
}

async function looksOf(
  connection: DuckDBConnection,
  names: readonly string[],
  relation: string,
  style: NumberStyle,
): Promise<Look[]> {
  const number = numberPattern(style);
  const looks = names.map((name, i) => {
    const value = `nullif(${quoteIdent(name)}, '')`;
    const all = (pattern: string): string =>
      `bool_and(regexp_full_match(${value}, ${quoteLiteral(pattern)}))`;
    return `case when count(${value}) = 0 then 'EMPTY'
      when ${all("(?i:true|false)")} then 'BOOLEAN' when ${all(number)} then 'NUMBER'
      when ${all(DATE)} then 'DATE' when ${all(TIMESTAMP)} then 'TIMESTAMP'
      else 'VARCHAR' end as c${String(i)}`;
  });
  const rows = await rowsOf(connection, `select ${looks.join(", ")} from ${relation}`);
  return names.map((_, i) => textOf(rows[0]?.[`c${String(i)}`]) as Look);
}

function typeOf(look: Look, facts: ColumnFacts | undefined): string {
  if (facts === undefined || facts.values === 0) return "VARCHAR";
  switch (look) {
    case "BOOLEAN":
      return facts.minLength >= 4 && facts.maxLength <= 5 ? "BOOLEAN" : "VARCHAR";
    case "DATE":
      return facts.minLength === 10 && facts.maxLength === 10 ? "DATE" : "VARCHAR";
    case "TIMESTAMP":
      return facts.minLength >= 16 ? "TIMESTAMP" : "VARCHAR";
    case "NUMBER":
      return numberType(facts);
    case "EMPTY":
    case "VARCHAR":
      return "VARCHAR";
  }
}

/** What a column of numbers becomes. Lengths bound the digits: 18 fit a BIGINT, 14 a DECIMAL(18,4), and a DOUBLE gives 15 back unchanged. */
export function numberType(facts: ColumnFacts | undefined): string {
  if (facts === undefined || facts.values === 0) return "VARCHAR";
  if (facts.padded || facts.otherBytes) return "VARCHAR";
  if (facts.maxScale === 0) return facts.maxLength <= 18 ? "BIGINT" : "VARCHAR";
  if (facts.maxScale <= 4 && facts.maxLength <= 14) return "DECIMAL(18,4)";
  return facts.maxLength <= 16 ? "DOUBLE" : "VARCHAR";
}

/** True where the facts prove that the engine's own cast of every value to `type` loses nothing silently. */
export function castsNatively(
  type: string,
  facts: ColumnFacts | undefined,
  style: NumberStyle,
): boolean {
  if (type === "VARCHAR" || facts === undefined) return true;
  if (facts.quotedEmpty) return false;
  if (isNumeric(type) && !isPlain(style) && (style.thousands !== undefined || facts.maxScale > 0)) {
    return false;
  }
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) {
    return !facts.otherBytes && facts.maxScale === 0;
  }
  const decimal = /^DECIMAL\(\d+,(\d+)\)$/.exec(type);
  if (decimal !== null) return !facts.otherBytes && facts.maxScale <= Number(decimal[1]);
  if (type === "DATE") return facts.maxLength <= 10;
  // An offset would be dropped, what is finer than a microsecond cut; 26 characters hold no name of a zone.
  if (type === "TIMESTAMP") return !facts.lateSign && facts.maxLength <= 26 && facts.maxScale <= 6;
  return type === "DOUBLE" || type === "FLOAT" || type === "BOOLEAN";
}
