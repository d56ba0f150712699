import type { Member, MemberType } from "../member-catalogue.js";

const PRESENCE = ["set", "notSet"] as const;
const EQUALITY = ["equals", "notEquals", "in", "notIn"] as const;
const ORDER = ["gt", "gte", "lt", "lte"] as const;
const TEXT = [
  "contains",
  "notContains",
  "startsWith",
  "notStartsWith",
  "endsWith",
  "notEndsWith",
] as const;
const DATE_RANGE = ["inDateRange", "notInDateRange", "onTheDate"] as const;
const DATE_SIDE = ["beforeDate", "beforeOrOnDate", "afterDate", "afterOrOnDate"] as const;

/** Every operator there is. `measureFilter` is what Cube's client drills down with: the filters of the measure itself. */
export const OPERATORS = [
  ...EQUALITY,
  ...TEXT,
  ...ORDER,
  ...PRESENCE,
  ...DATE_RANGE,
  ...DATE_SIDE,
  "measureFilter",
] as const;

export type Operator = (typeof OPERATORS)[number];

const OF_TYPE: Readonly<Record<MemberType, readonly Operator[]>> = {
  number: [...EQUALITY, ...ORDER, ...PRESENCE],
  string: [...EQUALITY, ...TEXT, ...PRESENCE],
  time: [...EQUALITY, ...DATE_RANGE, ...DATE_SIDE, ...PRESENCE],
  boolean: [...EQUALITY, ...PRESENCE],
  geo: PRESENCE,
};

/** What an operator takes: a list of values, one value, one or two days, or nothing. */
type Operands = "values" | "one" | "range" | "none";

export function isOperator(raw: unknown): raw is Operator {
  return typeof raw === "string" && (OPERATORS as readonly string[]).includes(raw);
}

export function operatorsOf({ kind, type }: Member): readonly Operator[] {
  return kind === "measure" ? [...OF_TYPE[type], "measureFilter"] : OF_TYPE[type];
}

export function operandsOf(operator: Operator): Operands {
  if (operator === "measureFilter" || isOneOf(PRESENCE, operator)) return "none";
  if (isOneOf(DATE_RANGE, operator)) return "range";
  return isOneOf(ORDER, operator) || isOneOf(DATE_SIDE, operator) ? "one" : "values";
}

/** Whether `null` stands for "is empty" among the values. */
export function takesNull(operator: Operator): boolean {
  return isOneOf(EQUALITY, operator) || isOneOf(TEXT, operator);
}

export function comparesText(operator: Operator): boolean {
  return isOneOf(TEXT, operator);
}

function isOneOf(group: readonly Operator[], operator: Operator): boolean {
  return group.includes(operator);
}
