import type { TimeDimension } from "../asking.js";
import type { Member } from "../member-catalogue.js";
import { checkGranularity, checkTimeMember, type Checking } from "./check-member.js";
import { checkDateRange } from "./date-range.js";
import { isObject, shown } from "./faults.js";
import { LIMITS, TIME_DIMENSION_KEYS } from "./known-keys.js";
import { nearestNames } from "./nearest-names.js";

type Raw = Readonly<Record<string, unknown>>;
type Ranges = Pick<TimeDimension, "dateRange" | "compareDateRange">;

/** The time dimensions of a query, checked; faults are added at their places. */
export function checkTimes(checking: Checking, place: string, raw: unknown): TimeDimension[] {
  const { faults } = checking;
  if (!Array.isArray(raw)) {
    faults.add(place, `expected a list of time dimensions, not ${shown(raw)}.`);
    return [];
  }
  if (raw.length > LIMITS.members) {
    faults.add(place, `more than ${String(LIMITS.members)} time dimensions.`);
    return [];
  }
  const times = raw.flatMap((item: unknown, index) => {
    const time = checkTime(checking, `${place}[${String(index)}]`, item);
    return time === null ? [] : [time];
  });
  if (times.filter(({ compareDateRange }) => compareDateRange !== undefined).length > 1) {
    faults.add(place, "only one time dimension may have a compareDateRange.");
  }
  return times;
}

function checkTime(checking: Checking, place: string, raw: unknown): TimeDimension | null {
  const { faults } = checking;
  if (!isObject(raw)) {
    faults.add(place, `expected a time dimension, not ${shown(raw)}.`);
    return null;
  }
  for (const key of Object.keys(raw)) {
    if (faults.full) return null;
    if (!(TIME_DIMENSION_KEYS as readonly string[]).includes(key)) {
      const [near = ""] = nearestNames(key, TIME_DIMENSION_KEYS);
      faults.add(place, `a time dimension has no ${shown(key)}. Did you mean ${near}?`);
    }
  }
  const member = checkTimeMember(checking, `${place}.dimension`, raw["dimension"]);
  if (member === null) return null;
  const granularity = raw["granularity"] ?? undefined;
  const known =
    granularity !== undefined &&
    checkGranularity(checking, `${place}.granularity`, member, granularity);
  return {
    dimension: member.name,
    ...(known ? { granularity } : {}),
    ...checkRanges(checking, place, member, raw),
  };
}

function checkRanges({ faults, now }: Checking, place: string, member: Member, raw: Raw): Ranges {
  const { dateRange = null, compareDateRange = null } = raw;
  if (dateRange !== null && compareDateRange !== null) {
    faults.add(place, "either dateRange or compareDateRange, not both.");
    return {};
  }
  if (dateRange !== null) {
    const checked = checkDateRange(dateRange, now);
    if ("range" in checked) return { dateRange: checked.range };
    faults.add(`${place}.dateRange`, `${member.name}: ${checked.fault}`);
  }
  if (compareDateRange === null) return {};
  if (
    !Array.isArray(compareDateRange) ||
    compareDateRange.length === 0 ||
    compareDateRange.length > LIMITS.comparedRanges
  ) {
    faults.add(
      `${place}.compareDateRange`,
      `expected a list of one to ${String(LIMITS.comparedRanges)} date ranges, not ${shown(compareDateRange)}.`,
    );
    return {};
  }
  const compared = compareDateRange.flatMap((range: unknown, index) => {
    const checked = checkDateRange(range, now);
    if ("range" in checked) return [checked.range];
    faults.add(`${place}.compareDateRange[${String(index)}]`, `${member.name}: ${checked.fault}`);
    return [];
  });
  return { compareDateRange: compared };
}
