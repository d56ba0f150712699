import { CubeDuckDbDialect, CubeFilter, type Filter } from "./cube-packages.js";

const NUMBER_TYPES: ReadonlySet<unknown> = new Set([
  "number",
  "count",
  "count_distinct",
  "count_distinct_approx",
  "sum",
  "avg",
  "min",
  "max",
]);

/** DuckDB has no default escape character, so without the clause `contains '%'` would match nothing. */
class GranaryFilter extends CubeFilter {
  override likeIgnoreCase(column: string, not: boolean, value: string, kind: string): string {
    return `${super.likeIgnoreCase(column, not, value, kind)} ESCAPE '\\'`;
  }

  /** Filter values arrive as text. */
  castParameter(): string {
    return NUMBER_TYPES.has(this.definition().type) ? "CAST(? AS DOUBLE)" : "?";
  }
}

/**
 * Cube's DuckDB SQL for marts whose time dimensions are business DATEs in the reporting time zone. A request's time
 * zone decides which days "last month" means; it never moves a date, so nothing is converted on the way.
 */
export class GranaryDialect extends CubeDuckDbDialect {
  constructor(compilers: object, options: object) {
    // The other planner is part of the Rust binary.
    super(compilers, { ...options, useNativeSqlPlanner: false });
  }

  override convertTz(field: string): string {
    return `${field}::timestamp`;
  }

  override inDbTimeZone(date: string): string {
    return date;
  }

  override timeStampCast(value: string): string {
    return `${value}::timestamp`;
  }

  /** A version never changes, so nothing is ever asked whether it has. */
  override cacheKeyQueries(): readonly never[] {
    return [];
  }

  override newFilter(filter: object): Filter {
    return new GranaryFilter(this, filter);
  }
}
