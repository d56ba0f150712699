const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIMESTAMP = /^(\d{4}-\d{1,2}-\d{1,2}) \d{1,2}:\d{1,2}:\d{1,2}$/;
const ISO_DATE = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const ISO_TIME = /^(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;
const DECIMAL = /^[+-]?(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i;
const NOT_FINITE = /^[+-]?(?:s?nan\d*|inf(?:inity)?)$/i;
const CURRENCY = "؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫";
const LARGEST_INTEGER = 2_147_483_647;
const PRECISION = 28;

function isDay(year: string, month: string, day: string): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isDate(value: string): boolean {
  const [, year = "", month = "", day = ""] = DATE.exec(value) ?? [];
  return year !== "" && isDay(year, month, day);
}

function isTimestamp(value: string): boolean {
  const date = TIMESTAMP.exec(value)?.[1];
  if (date === undefined || !isDate(date)) return false;
  const [hour = 0, minute = 0, second = 0] = value
    .slice(date.length + 1)
    .split(":")
    .map(Number);
  return hour < 24 && minute < 60 && second < 60;
}

/** With a T between date and time, in the extended or the basic format. */
function isIsoTimestamp(value: string): boolean {
  const [date = "", time, ...more] = value.split("T");
  if (time === undefined || more.length > 0) return false;
  const [, year = "", month = "", day = ""] = ISO_DATE.exec(date) ?? [];
  if (year === "" || !isDay(year, month, day)) return false;
  const [whole, hour, minute = "0", second = "0"] = ISO_TIME.exec(time) ?? [];
  return whole !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function withoutEnds(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Digits of a number before and after the decimal point. */
interface Places {
  whole: number;
  decimal: number;
  /** Beyond 32 bits. */
  large: boolean;
}

/** Reads a number as the inference does: signs of percent and currency and thousands' commas are let go. */
function placesOf(value: string): Places | "not finite" | null {
  const percentless = withoutEnds(value, "%");
  const unsigned = percentless.startsWith("-") ? percentless.slice(1) : percentless;
  const text = withoutEnds(unsigned, CURRENCY).replaceAll(",", "").replaceAll("_", "").trim();
  if (NOT_FINITE.test(text)) return "not finite";
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, before = "", after = "", only = "", exponent = "0"] = match;
  const fraction = after + only;
  const digits = (before + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "").slice(0, PRECISION);
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  if (significant === "") return { whole: 1, decimal: 0, large: false };
  return {
    whole: significant.length + power,
    decimal: -power,
    large: Math.abs(Number(text)) > LARGEST_INTEGER,
  };
}

function numberType(values: readonly string[]): string | null {
  let [whole, decimal, large] = [1, 0, false];
  for (const value of values) {
    const places = placesOf(value);
    if (places === null) return null;
    if (places === "not finite") continue;
    whole = Math.max(whole, places.whole);
    decimal = Math.max(decimal, places.decimal);
    large ||= places.large;
  }
  if (whole + decimal > PRECISION) decimal = PRECISION - whole;
  if (decimal !== 0) return "float8";
  return large ? "bigint" : "integer";
}

function isBoolean(value: string): boolean {
  return /^(true|false)$/i.test(value.replaceAll(",", "").trim());
}

/**
 * The type of a seed's column, tried in dbt's order; empty values and `null` fit any. Integers beyond 32 bits become
 * bigint, where dbt would fail to load them.
 */
export function seedColumnType(values: readonly string[]): string {
  const known = values.map((value) => value.trim()).filter((value) => !/^(null)?$/i.test(value));
  const number = numberType(known);
  if (number !== null) return number;
  if (known.every(isDate)) return "date";
  if (known.every(isTimestamp) || known.every(isIsoTimestamp)) {
    return "timestamp without time zone";
  }
  return known.every(isBoolean) ? "boolean" : "text";
}

const WIDER: Readonly<Record<string, readonly string[]>> = {
  integer: ["bigint", "double", "varchar"],
  bigint: ["double", "varchar"],
  double: ["varchar"],
  date: ["timestamp", "varchar"],
  timestamp: ["varchar"],
  boolean: ["varchar"],
};

const ENGINE_NAMES: Readonly<Record<string, string>> = {
  float8: "double",
  "timestamp without time zone": "timestamp",
  text: "varchar",
};

/** Whether every value of an inferred type can stand in a column of `existing`, as the engine calls it. */
export function fitsInto(inferred: string, existing: string): boolean {
  const name = ENGINE_NAMES[inferred] ?? inferred;
  const held = existing.toLowerCase();
  return name === held || (WIDER[name] ?? []).includes(held);
}
