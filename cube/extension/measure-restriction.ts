import type { Ask, CubeQuery, Filter } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { atLevel, cellOf, type Axis } from "./axes.js";
import { bucketsOf } from "./buckets.js";
import { inBucket, isOneOf, nothing } from "./cell-filters.js";
import { partFilters } from "./measure-filters.js";
import { refuse } from "./refusal.js";
import { MAX_ROWS, whole } from "./whole-answer.js";

/** So many rows one statement may name. */
const MAX_NAMED_ROWS = 1_000;

/**
 * Turns filters on measures, which hold for the query's own rows, into one on dimensions that names the rows which
 * pass. Totals, others and shares then are of exactly these rows.
 */
export async function restrictToPassing(
  across: Ask,
  query: CubeQuery,
  axes: readonly Axis[],
  members: MemberCatalogue,
): Promise<CubeQuery> {
  const isMeasure = (name: string): boolean => members.members.get(name)?.kind === "measure";
  const filters = partFilters(query.filters, isMeasure);
  if (filters.measures.length === 0) return query;
  const answer = whole(await across({ ...atLevel(query, axes), limit: MAX_ROWS }), "filters");
  const [firstAxis] = axes;
  if (answer.data.length > MAX_NAMED_ROWS) {
    refuse(
      "filters",
      `${answer.data.length} rows pass the filters on measures, too many for totals of them (${MAX_NAMED_ROWS}).`,
    );
  }
  const unrestricted = { ...query, filters: filters.dimensions };
  if (!firstAxis) return answer.data.length > 0 ? unrestricted : query;
  const each = answer.data.map((row): Filter => {
    const own = axes.map((axis) =>
      axis.granularity === null
        ? isOneOf(axis.member, [cellOf(row, axis.name)], members)
        : inBucket(axis, cellOf(row, axis.name), bucketsOf(answer, axis, "filters")),
    );
    return own.length === 1 ? (own[0] as Filter) : { and: own };
  });
  const passing = each.length === 0 ? nothing(firstAxis.member) : { or: each };
  return { ...query, filters: [...filters.dimensions, passing] };
}
