import type { AnswerCell, AnswerRow, CubeQuery, Filter } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { cellOf, rowKey, type Axis } from "./axes.js";
import { anything, isNoneOf, isOneOf, nothing } from "./cell-filters.js";
import { axisIn } from "./checked-extensions.js";
import type { TopN } from "./extended-query.js";
import type { RowsAt } from "./level-rows.js";
import { refuse } from "./refusal.js";
import { OTHERS } from "./row-keys.js";
import { sortRows } from "./row-order.js";

/** So many parents' own filters one statement may hold. */
const MAX_PARENTS = 500;

/** The best members of one parent. */
interface Best {
  readonly parent: readonly AnswerCell[];
  readonly members: readonly AnswerCell[];
}

/** Who the best members are: chosen once, over the query's whole range. */
interface TopMembers {
  readonly of: Axis;
  readonly shown: Filter;
  readonly others: Filter;
  readonly hasOthers: boolean;
}

export async function findTop(
  rowsAt: RowsAt,
  query: CubeQuery,
  axes: readonly Axis[],
  topN: TopN,
  members: MemberCatalogue,
): Promise<TopMembers> {
  const of = axisIn(axes, topN.of, "topN.of");
  const parents = topN.per.map((name) => axisIn(axes, name, "topN.per"));
  if (parents.some(({ granularity }) => granularity !== null)) {
    refuse("topN.per", "a parent must be a dimension, not a period.");
  }
  const ranked = await rowsAt({ ...query, measures: [topN.by] }, [...parents, of]);
  const best = bestMembers(ranked.rows, of, parents, topN, members);
  if (best.length > MAX_PARENTS) {
    refuse("topN.per", `there are ${best.length} parents, and at most ${MAX_PARENTS} are ranked.`);
  }
  return {
    of,
    shown: areBest(best, of, parents, members),
    others: areOthers(best, of, parents, members),
    hasOthers: ranked.rows.length > best.flatMap(({ members: cells }) => cells).length,
  };
}

/**
 * Keeps the best members of a dimension, and adds one row for all others together, which the engine aggregates from
 * their rows. Levels without the dimension are of everything.
 */
export function topRows(
  rowsAt: RowsAt,
  { of, shown, others, hasOthers }: TopMembers,
  label: string | null,
): RowsAt {
  return async (asked, level) => {
    if (!level.some(({ name }) => name === of.name)) return rowsAt(asked, level);
    const best = await rowsAt(withFilter(asked, shown), level);
    if (label === null) return best;
    const rest = level.filter(({ name }) => name !== of.name);
    const all = await rowsAt(withFilter(asked, others), rest);
    const rows = all.rows
      .filter((row) => hasOthers || !isEmpty(row, asked.measures ?? []))
      .map((row): AnswerRow => ({ ...row, [of.name]: label, [OTHERS]: of.name }));
    return { ...best, rows: [...best.rows, ...rows] };
  };
}

/** What the engine says of no rows at all, where nothing is grouped by. */
function isEmpty(row: AnswerRow, measures: readonly string[]): boolean {
  return measures.every((name) => [null, "0"].includes(cellOf(row, name) as string | null));
}

function bestMembers(
  rows: readonly AnswerRow[],
  of: Axis,
  parents: readonly Axis[],
  { by, order, limit }: TopN,
  members: MemberCatalogue,
): Best[] {
  const best = new Map<string, { parent: AnswerCell[]; members: AnswerCell[] }>();
  for (const row of sortRows(rows, [[by, order]], [of.name], members)) {
    const key = rowKey(row, parents);
    const entry = best.get(key) ?? {
      parent: parents.map(({ name }) => cellOf(row, name)),
      members: [],
    };
    if (entry.members.length < limit) entry.members.push(cellOf(row, of.name));
    best.set(key, entry);
  }
  return [...best.values()];
}

/** The best members of any parent. */
function areBest(
  best: readonly Best[],
  of: Axis,
  parents: readonly Axis[],
  members: MemberCatalogue,
): Filter {
  const each = best.map(({ parent, members: cells }): Filter => ({
    and: [
      ...parents.map(({ member }, index) => isOneOf(member, [parent[index] ?? null], members)),
      isOneOf(of.member, cells, members),
    ],
  }));
  return each.length === 0 ? nothing(of.member) : { or: each };
}

/** All that {@link areBest} leaves, also of parents that no best is known of. */
function areOthers(
  best: readonly Best[],
  of: Axis,
  parents: readonly Axis[],
  members: MemberCatalogue,
): Filter {
  const each = best.map(({ parent, members: cells }): Filter => ({
    or: [
      ...parents.map(({ member }, index) => isNoneOf(member, [parent[index] ?? null], members)),
      isNoneOf(of.member, cells, members),
    ],
  }));
  return each.length === 0 ? anything(of.member) : { and: each };
}

function withFilter(query: CubeQuery, filter: Filter): CubeQuery {
  return { ...query, filters: [...(query.filters ?? []), filter] };
}
