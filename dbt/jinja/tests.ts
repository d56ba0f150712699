import { compare, contains, equal } from "./compare.js";
import { JinjaFault } from "./errors.js";
import { arithmetic, isFloat, isInteger, isNumeric } from "./numbers.js";
import { isIterable } from "./sequence.js";
import { str, typeName } from "./text.js";
import { Undefined, isFunction, isMapping, isObject } from "./value.js";
import type { JinjaValue } from "./value.js";

type Test = (value: JinjaValue, other: JinjaValue) => boolean;

const TESTS = new Map<string, Test>(
  Object.entries({
    defined: (value) => !(value instanceof Undefined),
    undefined: (value) => value instanceof Undefined,
    none: (value) => value === null,
    boolean: (value) => typeof value === "boolean",
    true: (value) => value === true,
    false: (value) => value === false,
    string: (value) => typeof value === "string",
    number: isNumeric,
    integer: isInteger,
    float: isFloat,
    mapping: (value) => isMapping(value) || (isObject(value) && value.isMapping === true),
    sequence: isIterable,
    iterable: isIterable,
    callable: (value) => isFunction(value) || (isObject(value) && value.call !== undefined),
    odd: (value) => !divides(value, 2),
    even: (value) => divides(value, 2),
    divisibleby: divides,
    eq: equal,
    ne: (value, other) => !equal(value, other),
    gt: (value, other) => compare(value, other) > 0,
    lt: (value, other) => compare(value, other) < 0,
    ge: (value, other) => compare(value, other) >= 0,
    le: (value, other) => compare(value, other) <= 0,
    in: (value, other) => contains(other, value),
    sameas: (value, other) => value === other,
    lower: (value) => isCased(str(value), (text) => text.toLowerCase()),
    upper: (value) => isCased(str(value), (text) => text.toUpperCase()),
    escaped: () => false,
  } satisfies Record<string, Test>),
);
const ALIASES = new Map([
  ["==", "eq"],
  ["equalto", "eq"],
  ["!=", "ne"],
  [">", "gt"],
  ["greaterthan", "gt"],
  ["<", "lt"],
  ["lessthan", "lt"],
  [">=", "ge"],
  ["<=", "le"],
]);
const COMPARING = new Set(["divisibleby", "eq", "ne", "gt", "lt", "ge", "le", "in", "sameas"]);

/** The result of `value is name(args)`. */
export function applyTest(name: string, value: JinjaValue, args: readonly JinjaValue[]): boolean {
  const canonical = ALIASES.get(name) ?? name;
  const test = TESTS.get(canonical);
  if (!test) throw new JinjaFault(`no test named '${name}'`);
  const wanted = COMPARING.has(canonical) ? 1 : 0;
  if (args.length !== wanted) {
    throw new JinjaFault(`test '${name}' takes ${wanted} argument(s), ${args.length} given`);
  }
  return test(value, args[0] ?? null);
}

function divides(value: JinjaValue, divisor: JinjaValue): boolean {
  for (const side of [value, divisor]) {
    if (side instanceof Undefined) throw new JinjaFault(side.problem);
    if (!isNumeric(side)) throw new JinjaFault(`a number is needed, not '${typeName(side)}'`);
  }
  if (!isNumeric(value) || !isNumeric(divisor)) return false;
  return equal(arithmetic("%", value, divisor), 0);
}

function isCased(text: string, change: (text: string) => string): boolean {
  return text === change(text) && text.toLowerCase() !== text.toUpperCase();
}
