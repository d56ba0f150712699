import type { AnswerCell, Filter } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import type { Axis } from "./axes.js";
import { bucketAfter, formatMoment, parseMoment, type Buckets } from "./buckets.js";

/** A filter that nothing passes. */
export function nothing(member: string): Filter {
  return {
    and: [
      { member, operator: "set" },
      { member, operator: "notSet" },
    ],
  };
}

/** A filter that everything passes. */
export function anything(member: string): Filter {
  return {
    or: [
      { member, operator: "set" },
      { member, operator: "notSet" },
    ],
  };
}

/** Rows whose `member` is one of `cells`; an empty cell means rows without a value. */
export function isOneOf(
  member: string,
  cells: readonly AnswerCell[],
  members: MemberCatalogue,
): Filter {
  const values = cells.flatMap((cell) =>
    cell === null ? [] : [comparableValue(member, cell, members)],
  );
  const filters: Filter[] = [];
  if (values.length > 0) filters.push({ member, operator: "equals", values });
  if (cells.includes(null)) filters.push({ member, operator: "notSet" });
  const [only, second] = filters;
  if (only === undefined) return nothing(member);
  return second === undefined ? only : { or: filters };
}

/** Rows whose `member` is none of `cells`; rows without a value are among them unless a cell is empty. */
export function isNoneOf(
  member: string,
  cells: readonly AnswerCell[],
  members: MemberCatalogue,
): Filter {
  const values = cells.flatMap((cell) =>
    cell === null ? [] : [comparableValue(member, cell, members)],
  );
  const filters: Filter[] = [];
  if (values.length > 0) filters.push({ member, operator: "notEquals", values });
  if (cells.includes(null)) filters.push({ member, operator: "set" });
  // Without a second condition "not equal" also lets missing values pass, as it should.
  return filters.length === 1 ? (filters[0] as Filter) : { and: filters };
}

/** Rows of the period that begins at `cell`. */
export function inBucket({ member }: Axis, cell: AnswerCell, buckets: Buckets): Filter {
  if (cell === null) return { member, operator: "notSet" };
  const start = parseMoment(String(cell));
  const end = new Date(bucketAfter(buckets, start, 1).getTime() - 1);
  return { member, operator: "inDateRange", values: [formatMoment(start), formatMoment(end)] };
}

/** A date without its midnight, so that the engine compares it with a DATE. */
export function comparableValue(
  member: string,
  cell: string | number | boolean,
  members: MemberCatalogue,
): string {
  const text = String(cell);
  return members.members.get(member)?.type === "time" ? text.replace(/T00:00:00\.000$/, "") : text;
}
