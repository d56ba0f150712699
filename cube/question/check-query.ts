import type { MemberCatalogue, MemberKind } from "../member-catalogue.js";
import { checkFilters } from "./check-filters.js";
import { checkDimension, checkMember, type Checking } from "./check-member.js";
import { checkOrder } from "./check-order.js";
import { checkTimes } from "./check-times.js";
import type { CheckedQuery } from "./checked-query.js";
import { Faults, isObject, shown } from "./faults.js";
import {
  EXTENSION_KEYS,
  IGNORED_KEYS,
  LIMITS,
  QUERY_KEYS,
  type ExtensionKey,
} from "./known-keys.js";
import { didYouMean } from "./nearest-names.js";
import { checkFlag, checkNumber, checkResponseFormat, checkTimezone } from "./check-settings.js";

interface CheckOptions {
  /** Whether a name may be offered in place of a wrong one; every name may where absent. */
  suggest?: (name: string) => boolean;
  /** For relative date ranges. */
  now?: Date;
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * Checks one query against the members there are. What comes back holds nothing but known keys and known members.
 *
 * @throws GranaryError QUERY_INVALID with every fault, each with its place and the nearest names
 */
export function checkQuery(
  raw: unknown,
  members: MemberCatalogue,
  options: CheckOptions = {},
): CheckedQuery {
  const faults = new Faults();
  const query = checkOne(checkingOf(members, faults, options), "", raw);
  faults.throwAny();
  return query;
}

/**
 * Checks a whole question: one query, or a list of them over one granularity (Cube's blending).
 *
 * @throws GranaryError QUERY_INVALID
 */
export function checkQuestion(
  raw: unknown,
  members: MemberCatalogue,
  options: CheckOptions = {},
): readonly CheckedQuery[] {
  if (!Array.isArray(raw)) return [checkQuery(raw, members, options)];
  const faults = new Faults();
  if (raw.length === 0 || raw.length > LIMITS.queries) {
    faults.add("", `expected 1 to ${String(LIMITS.queries)} queries, not ${String(raw.length)}.`);
    faults.throwAny();
  }
  const checking = checkingOf(members, faults, options);
  const queries = raw.map((one: unknown, index) => checkOne(checking, `[${String(index)}]`, one));
  if (!faults.any) checkBlending(queries, faults);
  faults.throwAny();
  return queries;
}

/**
 * The query of a GET request's `query` parameter.
 *
 * @throws GranaryError QUERY_INVALID where it is missing or no JSON
 */
export function parseQueryText(text: unknown): unknown {
  const faults = new Faults();
  try {
    if (typeof text === "string" && text !== "") return JSON.parse(text) as unknown;
    faults.add("", "the parameter query is missing; it is a query as JSON.");
  } catch (error) {
    faults.add("", `the query is no JSON: ${error instanceof Error ? error.message : shown(text)}`);
  }
  faults.throwAny();
  return undefined;
}

function checkingOf(members: MemberCatalogue, faults: Faults, options: CheckOptions): Checking {
  return {
    members,
    faults,
    suggest: options.suggest ?? (() => true),
    now: options.now ?? new Date(),
  };
}

function checkOne(checking: Checking, place: string, raw: unknown): CheckedQuery {
  const { faults } = checking;
  const at = (key: string): string => (place === "" ? key : `${place}.${key}`);
  if (!isObject(raw)) {
    faults.add(place, `a query is an object, not ${shown(raw)}.`);
    return {};
  }
  checkKeys(faults, place, raw);
  const { measures, dimensions, segments, timeDimensions, filters, ungrouped, total } = raw;
  const query: CheckedQuery = {
    ...part("measures", measures, (list) =>
      checkNames(checking, at("measures"), list, memberOf("measure")),
    ),
    ...part("dimensions", dimensions, (list) =>
      checkNames(checking, at("dimensions"), list, checkDimension),
    ),
    ...part("segments", segments, (list) =>
      checkNames(checking, at("segments"), list, memberOf("segment")),
    ),
    ...part("timeDimensions", timeDimensions, (list) =>
      checkTimes(checking, at("timeDimensions"), list),
    ),
    ...part("filters", filters, (list) => checkFilters(checking, at("filters"), list)),
    ...part("limit", raw["limit"], (value) => checkNumber(faults, at("limit"), value, LIMITS.rows)),
    ...part("offset", raw["offset"], (value) =>
      checkNumber(faults, at("offset"), value, Number.MAX_SAFE_INTEGER),
    ),
    ...part("timezone", raw["timezone"], (value) => checkTimezone(faults, at("timezone"), value)),
    ...part("ungrouped", ungrouped, (value) => checkFlag(faults, at("ungrouped"), value)),
    ...part("total", total, (value) => checkFlag(faults, at("total"), value)),
    ...part("responseFormat", raw["responseFormat"], (value) =>
      checkResponseFormat(faults, at("responseFormat"), value),
    ),
    ...extensionsOf(raw),
  };
  if (!faults.any) checkWhole(faults, place, query);
  const ordered = part("order", raw["order"], (order) =>
    checkOrder(checking, at("order"), order, query),
  );
  return { ...query, ...ordered };
}

function checkKeys(faults: Faults, place: string, raw: Raw): void {
  const known: readonly string[] = [...QUERY_KEYS, ...EXTENSION_KEYS];
  for (const key of Object.keys(raw)) {
    if (faults.full) return;
    if (known.includes(key) || (IGNORED_KEYS as readonly string[]).includes(key)) continue;
    faults.add(place, `a query has no ${shown(key)}.${didYouMean(key, known)}`);
  }
}

/** One key of the query. Cube's client sends null where nothing is meant. */
function part<Key extends string, Value>(
  key: Key,
  raw: unknown,
  check: (raw: unknown) => Value | undefined,
): Partial<Record<Key, Value>> {
  if (raw === undefined || raw === null) return {};
  const value = check(raw);
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Value>>);
}

function extensionsOf(raw: Raw): Partial<Record<ExtensionKey, unknown>> {
  return Object.fromEntries(
    EXTENSION_KEYS.filter((key) => raw[key] !== undefined && raw[key] !== null).map((key) => [
      key,
      raw[key],
    ]),
  );
}

type NameCheck = (checking: Checking, place: string, raw: unknown) => string | null;

function memberOf(kind: MemberKind): NameCheck {
  return (checking, place, raw) => checkMember(checking, place, raw, [kind])?.name ?? null;
}

function checkNames(checking: Checking, place: string, raw: unknown, check: NameCheck): string[] {
  const { faults } = checking;
  if (!Array.isArray(raw)) {
    faults.add(place, `expected a list of members, not ${shown(raw)}.`);
    return [];
  }
  if (raw.length > LIMITS.members) {
    faults.add(place, `more than ${String(LIMITS.members)} members.`);
    return [];
  }
  const names: string[] = [];
  raw.forEach((item: unknown, index) => {
    const name = check(checking, `${place}[${String(index)}]`, item);
    if (name === null) return;
    if (names.includes(name)) faults.add(`${place}[${String(index)}]`, `${name} is named twice.`);
    names.push(name);
  });
  return names;
}

/** What only shows when all parts are known. */
function checkWhole(faults: Faults, place: string, query: CheckedQuery): void {
  const { measures = [], dimensions = [], timeDimensions = [], segments = [] } = query;
  const grouped = timeDimensions.flatMap(({ dimension, granularity }) =>
    granularity === undefined ? [] : [`${dimension}.${granularity}`],
  );
  const asked = [...measures, ...dimensions, ...grouped];
  if (asked.length === 0 && EXTENSION_KEYS.every((key) => query[key] === undefined)) {
    faults.add(
      place,
      "the query asks for nothing: name measures, dimensions, or a time dimension with a granularity.",
    );
  }
  const twice = asked.find((name, index) => asked.indexOf(name) !== index);
  if (twice !== undefined) faults.add(place, `${twice} is named twice.`);
  if (asked.length + segments.length + timeDimensions.length > LIMITS.members) {
    faults.add(place, `more than ${String(LIMITS.members)} members.`);
  }
}

function checkBlending(queries: readonly CheckedQuery[], faults: Faults): void {
  const granularities = new Set<string>();
  queries.forEach(({ timeDimensions = [] }, index) => {
    const place = `[${String(index)}].timeDimensions`;
    const granularity = timeDimensions[0]?.granularity;
    if (granularity === undefined) {
      faults.add(place, "queries asked together need a time dimension with a granularity each.");
    } else {
      granularities.add(granularity);
    }
    if (timeDimensions.some(({ compareDateRange }) => compareDateRange !== undefined)) {
      faults.add(place, "queries asked together cannot compare date ranges.");
    }
  });
  if (granularities.size > 1) {
    faults.add(
      "",
      `queries asked together need one granularity, not ${[...granularities].join(" and ")}.`,
    );
  }
}
