import type { QueryType } from "../cube-packages.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { GranaryError } from "../../warehouse/errors.js";
import { checkQuestion } from "../question/check-query.js";
import type { CheckedQuery } from "../question/checked-query.js";
import { canonicalJson } from "./canonical.js";
import { movingDates, type Moving } from "./moving-dates.js";

/** A whole question after its check: one query, or several that Cube's client lays out together. */
export interface Asked {
  readonly queryType: QueryType;
  readonly queries: readonly CheckedQuery[];
  /** Equal for equal questions. */
  readonly key: string;
  readonly moving: Moving;
}

/**
 * Checks a question as `askedOf` does. Which members an asker may not hear of is found out only when there is
 * something to suggest, because it takes a while.
 *
 * @throws GranaryError QUERY_INVALID
 */
export async function checkedFor(
  raw: unknown,
  members: MemberCatalogue,
  deniedMembers: () => Promise<ReadonlySet<string>>,
): Promise<Asked> {
  try {
    return askedOf(raw, members, () => true);
  } catch (error) {
    if (!(error instanceof GranaryError)) throw error;
    const denied = await deniedMembers();
    return askedOf(raw, members, (name) => !denied.has(name));
  }
}

/**
 * Checks a question and takes it apart into plain queries: each compared period becomes one.
 *
 * @throws GranaryError QUERY_INVALID
 */
function askedOf(
  raw: unknown,
  members: MemberCatalogue,
  suggest: (name: string) => boolean,
): Asked {
  const checked = checkQuestion(raw, members, { suggest });
  const [first] = checked;
  const periods = Array.isArray(raw) || !first ? null : periodsOf(first);
  return {
    queryType: Array.isArray(raw)
      ? "blendingQuery"
      : periods
        ? "compareDateRangeQuery"
        : "regularQuery",
    queries: periods ?? checked,
    key: canonicalJson([Array.isArray(raw), checked]),
    moving: checked.map(movingDates).reduce(furtherMoving, { kind: "fixed" }),
  };
}

/** One query for each compared period; null where none are compared. */
function periodsOf(query: CheckedQuery): CheckedQuery[] | null {
  const times = query.timeDimensions ?? [];
  const compared = times.find(({ compareDateRange }) => compareDateRange !== undefined);
  if (!compared) return null;
  return (compared.compareDateRange ?? []).map((dateRange) => ({
    ...query,
    timeDimensions: times.map((time) => {
      const { dimension, granularity } = time;
      if (time !== compared) return time;
      return { dimension, ...(granularity === undefined ? {} : { granularity }), dateRange };
    }),
  }));
}

function furtherMoving(a: Moving, b: Moving): Moving {
  if (a.kind === "moment" || b.kind === "fixed") return a;
  if (b.kind === "moment" || a.kind === "fixed") return b;
  // Two queries over two time zones have no day in common.
  return a.timezone === b.timezone ? a : { kind: "moment" };
}
