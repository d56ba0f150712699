import type { Filter } from "../asking.js";
import type { Member, MemberType } from "../member-catalogue.js";
import { checkMember, type Checking } from "./check-member.js";
import { isOperator, OPERATORS, operatorsOf, type Operator } from "./filter-operators.js";
import { checkFilterValues } from "./filter-values.js";
import { isObject, shown } from "./faults.js";
import { LIMITS } from "./known-keys.js";
import { didYouMean, nearestNames } from "./nearest-names.js";

const FILTER_KEYS = ["member", "operator", "values", "and", "or"];

/** How many filters and values a query has so far. */
interface Tally {
  filters: number;
  values: number;
}

/** The filters of a query, checked; faults are added at their places. */
export function checkFilters(checking: Checking, place: string, raw: unknown): Filter[] {
  const tally = { filters: 0, values: 0 };
  const filters = checkList(checking, place, raw, 1, tally);
  if (tally.filters > LIMITS.filters) {
    checking.faults.add(place, `more than ${String(LIMITS.filters)} filters.`);
  }
  if (tally.values > LIMITS.filterValues) {
    checking.faults.add(place, `more than ${String(LIMITS.filterValues)} values in all.`);
  }
  return filters;
}

function checkList(
  checking: Checking,
  place: string,
  raw: unknown,
  depth: number,
  tally: Tally,
): Filter[] {
  if (!Array.isArray(raw)) {
    checking.faults.add(place, `expected a list of filters, not ${shown(raw)}.`);
    return [];
  }
  return raw.flatMap((item: unknown, index) => {
    tally.filters += 1;
    if (tally.filters > LIMITS.filters) return [];
    const filter = checkFilter(checking, `${place}[${String(index)}]`, item, depth, tally);
    return filter === null ? [] : [filter];
  });
}

function checkFilter(
  checking: Checking,
  place: string,
  raw: unknown,
  depth: number,
  tally: Tally,
): Filter | null {
  if (!isObject(raw)) {
    checking.faults.add(place, `expected a filter, not ${shown(raw)}.`);
    return null;
  }
  // Older clients say `dimension` where newer ones say `member`.
  const { dimension, ...rest } = raw;
  const filter = dimension === undefined ? raw : { member: dimension, ...rest };
  for (const key of Object.keys(filter)) {
    if (!FILTER_KEYS.includes(key)) {
      const [near = ""] = nearestNames(key, FILTER_KEYS);
      checking.faults.add(place, `a filter has no ${shown(key)}. Did you mean ${near}?`);
      return null;
    }
  }
  for (const group of ["and", "or"] as const) {
    if (filter[group] !== undefined) {
      return checkGroup(checking, place, group, filter, depth, tally);
    }
  }
  return checkCondition(checking, place, filter, tally);
}

function checkGroup(
  checking: Checking,
  place: string,
  group: "and" | "or",
  filter: Readonly<Record<string, unknown>>,
  depth: number,
  tally: Tally,
): Filter | null {
  const { faults, members } = checking;
  if (Object.keys(filter).length > 1) {
    faults.add(place, `"${group}" stands alone in its filter.`);
    return null;
  }
  if (depth >= LIMITS.filterDepth) {
    faults.add(place, `"and" and "or" are nested more than ${String(LIMITS.filterDepth)} deep.`);
    return null;
  }
  const parts = checkList(checking, `${place}.${group}`, filter[group], depth + 1, tally);
  if (parts.length === 0) {
    if (Array.isArray(filter[group]) && filter[group].length === 0) {
      faults.add(place, `"${group}" holds no filter.`);
    }
    return null;
  }
  const kinds = new Set(parts.flatMap(membersIn).map((name) => members.members.get(name)?.kind));
  if (kinds.size > 1) {
    faults.add(
      place,
      `"${group}" mixes measures and dimensions, which are filtered after and before adding up; ` +
        "put them into separate filters.",
    );
  }
  return group === "and" ? { and: parts } : { or: parts };
}

function checkCondition(
  checking: Checking,
  place: string,
  filter: Readonly<Record<string, unknown>>,
  tally: Tally,
): Filter | null {
  const member = checkMember(checking, `${place}.member`, filter["member"], [
    "measure",
    "dimension",
  ]);
  const operator = checkOperator(checking, `${place}.operator`, filter["operator"], member);
  const raw = filter["values"] ?? [];
  if (!Array.isArray(raw)) {
    checking.faults.add(`${place}.values`, `expected a list of values, not ${shown(raw)}.`);
    return null;
  }
  tally.values += raw.length;
  if (member === null || operator === null || tally.values > LIMITS.filterValues) return null;
  const values = checkFilterValues(checking, `${place}.values`, { member, operator, raw });
  if (values === null) return null;
  return { member: member.name, operator, ...(values.length === 0 ? {} : { values }) };
}

function checkOperator(
  { faults }: Checking,
  place: string,
  raw: unknown,
  member: Member | null,
): Operator | null {
  if (!isOperator(raw)) {
    const near = typeof raw === "string" ? didYouMean(raw, OPERATORS) : "";
    faults.add(place, `there is no operator ${shown(raw)}.${near}`);
    return null;
  }
  if (member === null) return null;
  const allowed = operatorsOf(member);
  if (allowed.includes(raw)) return raw;
  faults.add(
    place,
    `${raw} does not go with ${member.name}, which is ${described(member.type)}; ` +
      `${allowed.join(", ")} do.`,
  );
  return null;
}

function described(type: MemberType): string {
  return {
    number: "a number",
    string: "text",
    time: "a date",
    boolean: "true or false",
    geo: "a place",
  }[type];
}

function membersIn(filter: Filter): string[] {
  if ("and" in filter) return filter.and.flatMap(membersIn);
  if ("or" in filter) return filter.or.flatMap(membersIn);
  return [filter.member];
}
