/**
 * A value of a Jinja expression, with Python's distinctions kept.
 *
 * - int: an integral `number`, or a `bigint` beyond 2^53; float: a fractional `number`, or `JinjaFloat`
 *   for a float that happens to be integral (`4 / 2` is `2.0`).
 * - list: a JavaScript array, mutable from templates; tuple: `JinjaTuple`.
 * - dict: `JinjaDict` (a `Map`; what `{...}` in a template makes) or a plain object given by the host.
 *
 * `toPlain` and `fromPlain` (plain.ts) convert to and from ordinary JavaScript data.
 */
export type JinjaValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JinjaFloat
  | JinjaValue[]
  | JinjaTuple
  | JinjaDict
  | JinjaRecord
  | JinjaFunction
  | JinjaObject
  | Undefined;

/** A callable value; thrown errors are given the position of the call. */
export type JinjaFunction = (
  args: readonly JinjaValue[],
  kwargs: Readonly<Record<string, JinjaValue>>,
) => JinjaValue | Promise<JinjaValue>;

export type JinjaDict = Map<JinjaValue, JinjaValue>;

export interface JinjaRecord {
  [key: string]: JinjaValue;
}

/** A host object: templates reach only what these methods give. */
export interface JinjaObject {
  /** `object.name`; `undefined` when there is no such attribute. */
  getAttribute(name: string): JinjaValue | undefined;
  /** `object[key]`; without it, string keys are looked up as attributes. */
  getItem?(key: JinjaValue): JinjaValue | undefined;
  /** Makes the object iterable, and gives it a length. */
  iterate?(): Iterable<JinjaValue>;
  /** Makes the object callable. */
  call?: JinjaFunction;
  /** Whether `object is mapping`. */
  readonly isMapping?: boolean;
  /** Truthiness; without it, an iterable object is true when not empty and any other is true. */
  isTrue?(): boolean;
  /** `==`; identity without it. */
  equals?(other: JinjaValue): boolean;
  /** Order against another value: negative, zero or positive; `undefined` when there is none. */
  compare?(other: JinjaValue): number | undefined;
  /** `object + other`, or `other + object` where `reversed`; `undefined` where there is no such operation. */
  binary?(operator: string, other: JinjaValue, reversed: boolean): JinjaValue | undefined;
  /** How it prints inside a list or dict; as `toString` without it. */
  repr?(): string;
  /** What `{{ object }}` prints. */
  toString(): string;
}

/** A float whose value is integral; every other float is a plain `number`. */
export class JinjaFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Python's `Decimal`: keeps its digits; counts as a float where digits are not kept. */
export class JinjaDecimal extends JinjaFloat {
  readonly text: string;
  constructor(text: string) {
    super(Number(text));
    this.text = text;
  }
}

export class JinjaTuple {
  readonly items: readonly JinjaValue[];
  /** Attribute names of the items, for a named tuple. */
  readonly names: readonly string[];
  constructor(items: readonly JinjaValue[], names: readonly string[] = []) {
    this.items = items;
    this.names = names;
  }
}

/** A missing name, attribute or item: false, empty and printed as nothing; an error when called, looked into or reckoned with. */
export class Undefined {
  readonly problem: string;
  /** A name that nothing has: calling it is an error even where other undefined values are looked over. */
  readonly unknownName: boolean;
  constructor(problem: string, unknownName = false) {
    this.problem = problem;
    this.unknownName = unknownName;
  }
}

export function isFunction(value: JinjaValue): value is JinjaFunction {
  return typeof value === "function";
}

export function isObject(value: JinjaValue): value is JinjaObject {
  if (typeof value !== "object" || value === null || isBuiltIn(value)) return false;
  if (!isPlain(value)) return true;
  return (
    Object.hasOwn(value, "getAttribute") &&
    Object.hasOwn(value, "toString") &&
    typeof (value as Partial<JinjaObject>).getAttribute === "function"
  );
}

export function isRecord(value: JinjaValue): value is JinjaRecord {
  return (
    typeof value === "object" &&
    value !== null &&
    !isBuiltIn(value) &&
    isPlain(value) &&
    !isObject(value)
  );
}

export function isMapping(value: JinjaValue): value is JinjaDict | JinjaRecord {
  return value instanceof Map || isRecord(value);
}

export function isNumber(value: JinjaValue): value is number | bigint | JinjaFloat {
  return typeof value === "number" || typeof value === "bigint" || value instanceof JinjaFloat;
}

function isBuiltIn(value: object): boolean {
  return (
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof JinjaTuple ||
    value instanceof JinjaFloat ||
    value instanceof Undefined
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
