const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const BOOLEAN = /^(true|false)$/i;
const LARGEST_INTEGER = 2_147_483_647;

function isDate(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function hasFraction(value: string): boolean {
  return /[eE]/.test(value) || !Number.isInteger(Number(value));
}

/**
 * The narrowest type that holds every value of a seed's column, tried in dbt's order; empty values and `null` fit any.
 * Integers beyond 32 bits become bigint, where dbt would fail to load them.
 */
export function seedColumnType(values: readonly string[]): string {
  const known = values.map((value) => value.trim()).filter((value) => !/^(null)?$/i.test(value));
  const all = (pattern: RegExp): boolean => known.every((value) => pattern.test(value));
  if (all(INTEGER)) {
    return known.some((value) => Math.abs(Number(value)) > LARGEST_INTEGER) ? "bigint" : "integer";
  }
  if (all(NUMBER)) return known.some(hasFraction) ? "float8" : "integer";
  if (all(DATE) && known.every(isDate)) return "date";
  if (all(TIMESTAMP)) return "timestamp without time zone";
  return all(BOOLEAN) ? "boolean" : "text";
}
