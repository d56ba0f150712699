import { CubeDuckDbDialect, CubeFilter, type Filter } from "./cube-packages.js";
import { GROUPING_LEVEL, groupingSets, NO_GROUPING_SETS } from "./grouping-sets.js";

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

/** Measures that Cube asks in statements of their own and joins. */
const PARTS_OF_THEIR_OWN = [
  "multipliedMeasures",
  "cumulativeMeasures",
  "multiStageMembers",
] as const;

/** DuckDB has no default escape character, so without the clause `contains '%'` would match nothing. */
class GranaryFilter extends CubeFilter {
  override likeIgnoreCase(column: string, not: boolean, value: string, kind: string): string {
    return `${super.likeIgnoreCase(column, not, value, kind)} ESCAPE '\\'`;
  }

  /**
   * The rows behind a measure: those that its own filters let pass, also where a view stands before it; behind a ratio,
   * those of any of its parts. Cube looks at the view's measure only, which has no filters.
   */
  override measureFilterToWhere(): string | null {
    const { query } = this;
    const conditions = query
      .collectLeafMeasures(() => query.measureSql(this))
      .map((path) => {
        const { filters = [] } = query.cubeEvaluator.measureByPath(path);
        return query.evaluateFiltersArray(filters, query.cubeEvaluator.cubeNameFromPath(path));
      });
    if (conditions.includes("")) return null;
    return [...new Set(conditions)].map((condition) => `(${condition})`).join(" OR ") || null;
  }

  /** Filter values arrive as text. */
  castParameter(): string {
    return NUMBER_TYPES.has(this.definition().type) ? "CAST(? AS DOUBLE)" : "?";
  }
}

const PARAMETER = /^\$\d+\$::timestamp$/;
const MOMENT = /"\d{4}-\d\d-\d\d[T ]/;

/** Whether every range of a query begins and ends with a day. */
function asksWholeDays({ timeDimensions = [], filters = [] }: GranaryDialect["options"]): boolean {
  const ranges = timeDimensions.flatMap(({ dateRange }) => (dateRange ? [dateRange] : []));
  return (
    !MOMENT.test(JSON.stringify(filters)) &&
    ranges.every(
      ([from, to]) =>
        from?.endsWith("T00:00:00.000") === true && to?.endsWith("T23:59:59.999") === true,
    )
  );
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

  /** DATE_TRUNC makes timestamps of dates anyway, and is quicker without the detour. */
  override timeGroupedColumn(granularity: string, dimension: string): string {
    return super.timeGroupedColumn(granularity, dimension.replace(/::timestamp$/, ""));
  }

  /** Whole days are compared as days, so that the engine can skip what lies outside without converting every date. */
  override timeRangeFilter(column: string, from: string, to: string): string {
    const values = PARAMETER.test(from) && PARAMETER.test(to);
    if (!values || !asksWholeDays(this.options)) return super.timeRangeFilter(column, from, to);
    return `${column} >= CAST(${from} AS DATE) AND ${column} < CAST(${to} AS DATE) + 1`;
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

  override groupByClause(): string {
    const sets = this.#groupingSets();
    if (!sets) return super.groupByClause();
    const positions = sets.map((set) => `(${set.map((column) => column + 1).join(", ")})`);
    return ` GROUP BY GROUPING SETS (${positions.join(", ")})`;
  }

  override baseSelect(): string {
    if (!this.#groupingSets()) return super.baseSelect();
    const columns = this.dimensionsForSelect().filter((column) => column.aliasName() !== null);
    const sql = columns.map((column) => column.dimensionSql());
    // A parameter of the engine's is equal to no other, also not to one of the same value.
    if (sql.some((text) => /\$\d+\$/.test(text))) throw new Error(NO_GROUPING_SETS);
    return `${super.baseSelect()}, GROUPING_ID(${sql.join(", ")}) AS ${GROUPING_LEVEL}`;
  }

  override buildParamAnnotatedSql(): string {
    if (!this.#groupingSets()) return super.buildParamAnnotatedSql();
    const parts = this.fullKeyQueryAggregateMeasures();
    if (PARTS_OF_THEIR_OWN.some((part) => parts[part].length > 0)) {
      throw new Error(NO_GROUPING_SETS);
    }
    return this.simpleQuery();
  }

  #groupingSets(): number[][] | null {
    return groupingSets(this.options.maskedMembers);
  }
}
