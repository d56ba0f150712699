import type { AnswerCell, AnswerRow, CubeQuery } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { axesOf } from "./axes.js";
import { compareDecimals, decimal } from "./decimal.js";

type Direction = "asc" | "desc";
type OrderList = readonly (readonly [string, Direction])[];

/** The query's order; where it has none, Cube's own: by time, else by the first measure, else by the first dimension. */
export function orderOf(query: CubeQuery): OrderList {
  const { order } = query;
  if (order) return Array.isArray(order) ? (order as OrderList) : Object.entries(order);
  const axes = axesOf(query);
  const time = axes.find(({ granularity }) => granularity !== null);
  if (time) return [[time.name, "asc"]];
  const measure = query.measures?.[0];
  if (measure !== undefined) return [[measure, "desc"]];
  const [first] = axes;
  return first ? [[first.name, "asc"]] : [];
}

/** Rows in the given order; missing values last, as in the engine; ties by all `tieBreakers`, so that pages fit. */
export function sortRows(
  rows: readonly AnswerRow[],
  order: OrderList,
  tieBreakers: readonly string[],
  members: MemberCatalogue,
): AnswerRow[] {
  const keys = [...order, ...tieBreakers.map((name) => [name, "asc"] as const)].map(
    ([name, direction]) => ({
      name,
      sign: direction === "asc" ? 1 : -1,
      compare: members.members.get(name)?.type === "string" ? compareText : compareValues,
    }),
  );
  return [...rows].sort((a, b) => {
    for (const { name, sign, compare } of keys) {
      const [left, right] = [a[name] ?? null, b[name] ?? null];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? 1 : -1;
      const difference = compare(left, right);
      if (difference !== 0) return difference * sign;
    }
    return 0;
  });
}

/** The page of `rows` that the query asks for. */
export function pageOf(rows: readonly AnswerRow[], query: CubeQuery): AnswerRow[] {
  const from = query.offset ?? 0;
  return rows.slice(from, typeof query.limit === "number" ? from + query.limit : undefined);
}

/** Numbers by size, all else by its text. */
function compareValues(a: AnswerCell, b: AnswerCell): number {
  const [left, right] = [decimal(a), decimal(b)];
  return left && right ? compareDecimals(left, right) : compareText(a, b);
}

/** By code points, as the engine compares. */
function compareText(a: AnswerCell, b: AnswerCell): number {
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
