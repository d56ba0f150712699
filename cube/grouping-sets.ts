/**
 * How a query asks the dialect for several levels of grouping at once: by an entry of Cube's key `maskedMembers`, which
 * names no member and so masks none, and which is part of every key under which Cube keeps compiled SQL.
 */

/** Begins the entry; then the columns of each set by position, as "0.1|0|". */
export const GROUPING_SETS = "grouping sets ";

/** The column that says by which set a row is grouped, as SQL's GROUPING_ID over all columns. */
export const GROUPING_LEVEL = "granary_level";

/** What the dialect says of measures that are no single SELECT. */
export const NO_GROUPING_SETS = "These measures cannot be grouped by several sets at once.";

interface MaskedMember {
  readonly member: string;
}

/** @returns columns by position for each set, or null where the query asks for none */
export function groupingSets(masked: readonly MaskedMember[] | undefined): number[][] | null {
  const entry = masked?.find(({ member }) => member.startsWith(GROUPING_SETS));
  if (!entry) return null;
  return entry.member
    .slice(GROUPING_SETS.length)
    .split("|")
    .map((set) => (set === "" ? [] : set.split(".").map(Number)));
}
