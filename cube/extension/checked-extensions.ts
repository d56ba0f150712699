import type { CubeQuery } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { checkDateRange } from "../question/date-range.js";
import { didYouMean } from "../question/nearest-names.js";
import { axesOf, type Axis } from "./axes.js";
import {
  resultNameOf,
  type Calculation,
  type Compare,
  type Extensions,
  type TopN,
} from "./extended-query.js";
import { filterMembers } from "./measure-filters.js";
import { refuse } from "./refusal.js";
import { memberOf } from "./view-mapping.js";

const MAX_LEVELS = 100;

/** The two axes of a cross table, outermost level first. */
export interface TotalAxes {
  readonly rows: readonly Axis[];
  readonly columns: readonly Axis[];
}

/**
 * Checks the names in the extensions against the query and the model.
 *
 * @throws GranaryError QUERY_INVALID naming the key and the member
 */
export function checkExtensions(
  query: CubeQuery,
  extensions: Extensions,
  members: MemberCatalogue,
): { totals: TotalAxes | null } {
  const axes = axesOf(query);
  if ((query.measures ?? []).length === 0) refuse("measures", "these keys need a measure.");
  if (query.ungrouped === true) refuse("ungrouped", "single rows have no totals or comparisons.");
  const { topN, compare, calculate = [] } = extensions;
  if (topN) checkTopN(topN, axes, members);
  if (compare) checkCompare(compare, query);
  checkCalculations(calculate, query, axes);
  if (compare || calculate.some(({ type }) => type === "running_total" || type === "rolling")) {
    refuseFilteredPeriods(query, axes, members);
  }
  const totals = extensions.totals ? totalAxes(extensions.totals, axes) : null;
  if (topN && totals) checkParentsFirst(topN, totals);
  return { totals };
}

export function axisIn(axes: readonly Axis[], name: string, place: string): Axis {
  const axis =
    axes.find((candidate) => candidate.name === name) ??
    only(axes.filter(({ member }) => member === name));
  const names = axes.map((candidate) => candidate.name);
  return axis ?? refuse(place, `${name} is no dimension of this query.${didYouMean(name, names)}`);
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function checkTopN({ of, by, per }: TopN, axes: readonly Axis[], members: MemberCatalogue): void {
  const axis = axisIn(axes, of, "topN.of");
  if (axis.granularity !== null) refuse("topN.of", `${of} is a period; rank periods by "order".`);
  if (memberOf(members, by, "topN.by").kind !== "measure") {
    refuse("topN.by", `${by} is not a measure.`);
  }
  for (const parent of per) {
    if (axisIn(axes, parent, "topN.per").name === axis.name) {
      refuse("topN.per", `${parent} cannot be its own parent.`);
    }
  }
}

function checkCompare({ to }: Compare, { timeDimensions = [] }: CubeQuery): void {
  if (!timeDimensions.some(({ dateRange }) => dateRange !== undefined)) {
    refuse("compare", "needs a time dimension with a dateRange.");
  }
  if (typeof to === "string") return;
  const range = checkDateRange(to.dateRange, new Date());
  if ("fault" in range) refuse("compare.to.dateRange", range.fault);
}

/** A filter on measures chooses among the periods shown; windows and comparisons reach beyond these. */
function refuseFilteredPeriods(
  { filters = [] }: CubeQuery,
  axes: readonly Axis[],
  members: MemberCatalogue,
): void {
  const filtered = filterMembers(filters).find(
    (name) => members.members.get(name)?.kind === "measure",
  );
  if (filtered === undefined || axes.every(({ granularity }) => granularity === null)) return;
  refuse("filters", `${filtered} cannot choose periods that are compared or summed over time.`);
}

function checkCalculations(
  calculations: readonly Calculation[],
  query: CubeQuery,
  axes: readonly Axis[],
): void {
  const taken = new Set([...(query.measures ?? []), ...axes.map(({ name }) => name)]);
  calculations.forEach((calculation, index) => {
    const place = `calculate[${String(index)}]`;
    const { of, type } = calculation;
    if (!(query.measures ?? []).includes(of)) {
      refuse(`${place}.of`, `${of} is not among this query's measures.`);
    }
    if (type === "share_of_parent") {
      calculation.parent?.forEach((name) => axisIn(axes, name, `${place}.parent`));
      if (calculation.parent === undefined && axes.length === 0) {
        refuse(place, "without dimensions nothing has a parent.");
      }
    }
    if (type === "rank")
      calculation.within.forEach((name) => axisIn(axes, name, `${place}.within`));
    if (type === "running_total" || type === "rolling") checkTime(axes, query, place);
    const name = resultNameOf(calculation);
    if (taken.has(name)) refuse(`${place}.name`, `${name} is taken; give this one another name.`);
    taken.add(name);
  });
}

function checkTime(axes: readonly Axis[], query: CubeQuery, place: string): void {
  const periods = axes.filter(({ granularity }) => granularity !== null);
  const [period] = periods;
  if (!period || periods.length > 1) {
    refuse(place, "needs one time dimension with a granularity.");
  }
  const ranged = query.timeDimensions?.some(
    ({ dimension, dateRange }) => dimension === period.member && dateRange !== undefined,
  );
  if (ranged !== true) refuse(place, `needs a dateRange for ${period.member}.`);
}

function totalAxes(
  { rows, columns }: { rows?: string[] | undefined; columns?: string[] | undefined },
  axes: readonly Axis[],
): TotalAxes {
  const named = (names: string[], place: string): Axis[] =>
    names.map((name) => axisIn(axes, name, place));
  const rest = (taken: readonly Axis[]): Axis[] => axes.filter((axis) => !taken.includes(axis));
  const givenRows = rows && named(rows, "totals.rows");
  const givenColumns = columns && named(columns, "totals.columns");
  const onRows = givenRows ?? rest(givenColumns ?? []);
  const onColumns = givenColumns ?? rest(onRows);
  const all = [...onRows, ...onColumns];
  const [missing] = rest(all);
  if (missing) refuse("totals", `${missing.name} is on neither axis.`);
  if (new Set(all).size < all.length) refuse("totals", "a dimension is named twice.");
  const levels = (onRows.length + 1) * (onColumns.length + 1);
  if (levels > MAX_LEVELS)
    refuse("totals", `these are ${levels} levels; at most ${MAX_LEVELS} are computed.`);
  return { rows: onRows, columns: onColumns };
}

/** Within each parent there is a best only where the parent is known. */
function checkParentsFirst({ of, per }: TopN, { rows, columns }: TotalAxes): void {
  const names = (axes: readonly Axis[]): string[] => axes.map(({ name }) => name);
  const axis = [names(rows), names(columns)].find((list) => list.includes(of)) ?? [];
  for (const parent of per) {
    const position = axis.indexOf(parent);
    if (position < 0 || position > axis.indexOf(of)) {
      refuse("totals", `${parent} must come before ${of} on the same axis, as its parent.`);
    }
  }
}
