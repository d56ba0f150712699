import type { AnswerRow, Filter } from "../asking.js";
import { compareDecimals, decimal } from "./decimal.js";

/** A filter tree, parted by whether it speaks of measures; the two parts hold together. */
interface PartedFilters {
  readonly dimensions: readonly Filter[];
  readonly measures: readonly Filter[];
}

/** Cube allows no group that mixes both kinds, so a group is of the kind of its first member. */
export function partFilters(
  filters: readonly Filter[] | undefined,
  isMeasure: (member: string) => boolean,
): PartedFilters {
  const ofMeasure = (filter: Filter): boolean => filterMembers([filter]).some(isMeasure);
  const all = filters ?? [];
  return {
    dimensions: all.filter((filter) => !ofMeasure(filter)),
    measures: all.filter(ofMeasure),
  };
}

export function filterMembers(filters: readonly Filter[]): string[] {
  return filters.flatMap((filter) => {
    if ("and" in filter) return filterMembers(filter.and);
    if ("or" in filter) return filterMembers(filter.or);
    return [filter.member];
  });
}

/** The filters with every member's name replaced. */
export function renameFilters(
  filters: readonly Filter[],
  rename: (member: string) => string,
): Filter[] {
  return filters.map((filter): Filter => {
    if ("and" in filter) return { and: renameFilters(filter.and, rename) };
    if ("or" in filter) return { or: renameFilters(filter.or, rename) };
    return { ...filter, member: rename(filter.member) };
  });
}

/** Whether the row's figures pass, as the engine's HAVING would say: a missing figure passes only "notSet". */
export function passes(row: AnswerRow, filters: readonly Filter[]): boolean {
  return filters.every((filter) => {
    if ("and" in filter) return passes(row, filter.and);
    if ("or" in filter) return filter.or.some((one) => passes(row, [one]));
    return passesOne(row, filter.member, filter.operator, filter.values ?? []);
  });
}

function passesOne(
  row: AnswerRow,
  member: string,
  operator: string,
  values: readonly (string | number | boolean | null)[],
): boolean {
  const figure = decimal(row[member] ?? null);
  if (operator === "set") return figure !== null;
  if (operator === "notSet") return figure === null;
  if (operator === "notEquals" && figure === null) return !values.includes(null);
  if (operator === "equals" && figure === null) return values.includes(null);
  if (figure === null) return false;
  const bounds = values.flatMap((value) => decimal(value) ?? []);
  const is = (test: (difference: number) => boolean): boolean =>
    bounds.slice(0, 1).some((bound) => test(compareDecimals(figure, bound)));
  switch (operator) {
    case "equals":
      return bounds.some((bound) => compareDecimals(figure, bound) === 0);
    case "notEquals":
      return !bounds.some((bound) => compareDecimals(figure, bound) === 0);
    case "gt":
      return is((difference) => difference > 0);
    case "gte":
      return is((difference) => difference >= 0);
    case "lt":
      return is((difference) => difference < 0);
    case "lte":
      return is((difference) => difference <= 0);
    default:
      throw new Error(`Figures are not compared by ${operator}.`);
  }
}
