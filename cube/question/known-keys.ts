/** Words a query may hold. */

export const QUERY_KEYS = [
  "measures",
  "dimensions",
  "segments",
  "timeDimensions",
  "filters",
  "order",
  "limit",
  "offset",
  "timezone",
  "ungrouped",
  "total",
  "responseFormat",
] as const;

/** Keys of Cube's that its clients may send and that change nothing: a version never changes, so nothing is renewed. */
export const IGNORED_KEYS = ["cache", "cacheMode", "renewQuery", "queryType"] as const;

/** Granary's own keys; `cube/extension` checks what they hold. */
export const EXTENSION_KEYS = ["totals", "topN", "compare", "calculate"] as const;

export type ExtensionKey = (typeof EXTENSION_KEYS)[number];

export const TIME_DIMENSION_KEYS = [
  "dimension",
  "granularity",
  "dateRange",
  "compareDateRange",
] as const;

export const GRANULARITIES = [
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
] as const;

/** More than any page or report asks for, and few enough that no question keeps the server from others. */
export const LIMITS = {
  rows: 50_000,
  queries: 20,
  members: 200,
  filters: 500,
  filterValues: 10_000,
  filterDepth: 10,
  filterTextLength: 10_000,
  comparedRanges: 24,
} as const;
