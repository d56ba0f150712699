import { z } from "zod";
import type { AnswerCell, Ask, CubeQuery, Filter } from "../asking.js";
import type { Member, MemberCatalogue } from "../member-catalogue.js";
import { checkQuery } from "../question/check-query.js";
import { isAbsolute, noDate } from "../question/date-range.js";
import { acrossViews } from "./across-views.js";
import { addedMeasures } from "./added-measures.js";
import { atLevel, axesOf, type Axis } from "./axes.js";
import { bucketsOf } from "./buckets.js";
import { inBucket, isOneOf } from "./cell-filters.js";
import { axisIn, checkExtensions } from "./checked-extensions.js";
import { earlierCell, type Cell } from "./earlier-cell.js";
import { partExtensions } from "./extended-query.js";
import { levelsAsker } from "./grouped-levels.js";
import { onLastDays } from "./last-days.js";
import { gatherLevels } from "./level-rows.js";
import { restrictToPassing } from "./measure-restriction.js";
import { refuse } from "./refusal.js";
import { OTHERS } from "./row-keys.js";
import { findTop } from "./top-members.js";
import { mapToView, memberOf } from "./view-mapping.js";
import { without } from "./without.js";

const cellRequest = z.strictObject({
  /** The question whose answer holds the cell. */
  query: z.unknown(),
  /** Which of its measures; may be left out where it has one. */
  measure: z.string().optional(),
  /** The answer's row; what it does not name, the cell is a total over. */
  cell: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
  /** Dimensions to show in place of the measure's drill members. */
  columns: z.array(z.string()).min(1).max(100).optional(),
});

type CellRequest = z.infer<typeof cellRequest>;

/** Which rows lie behind a cell: a query for single rows of the measure's view, without order or page. */
export interface CellQuestion {
  readonly measure: Member;
  readonly query: CubeQuery;
}

/** Measures whose share of one row can be shown; other formulas have none. */
const OF_ONE_ROW = new Set([
  "sum",
  "count",
  "count_distinct",
  "count_distinct_approx",
  "min",
  "max",
  "avg",
]);

/** Ends the name of a measure's figure in the period it is compared with. */
const PREVIOUS = ".previous";

/** @throws GranaryError QUERY_INVALID naming the key that is wrong */
export function parseCellRequest(raw: unknown): CellRequest {
  const parsed = cellRequest.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(issue?.path.join(".") || "request", issue?.message ?? "is no request for rows.");
}

/**
 * Says which rows a figure was aggregated from: those that pass the question's filters, the cell's own place in the
 * answer, and the filters of the measure.
 *
 * @throws GranaryError QUERY_INVALID naming the key or member that is wrong
 */
export async function cellQuestion(
  { query: raw, measure: named, cell, columns }: CellRequest,
  ask: Ask,
  members: MemberCatalogue,
): Promise<CellQuestion> {
  const { plain, extensions } = partExtensions(checkQuery(raw, members));
  const query = without(plain, "responseFormat");
  if (extensions) checkExtensions(query, extensions, members);
  const compare = named?.endsWith(PREVIOUS) === true ? extensions?.compare : undefined;
  const measure = cellMeasure(query, compare ? named?.slice(0, -PREVIOUS.length) : named, members);
  const axes = axesOf(query);
  checkCell(
    cell,
    query,
    axes,
    new Set(addedMeasures(query.measures ?? [], extensions ?? {}, members).map(({ name }) => name)),
  );
  const across = acrossViews(ask, members);
  const restricted = await restrictToPassing(across, query, axes, members);
  const placed = compare
    ? await earlierCell({ query: restricted, cell }, compare.to, ask, members)
    : { query: restricted, cell };
  const filters = await Promise.all(
    axes.flatMap((axis) => {
      const value = cellOn(axis, placed.cell);
      const isOthers = cell[OTHERS] === axis.name;
      return value === undefined || isOthers ? [] : [placeFilter(axis, value, ask, members)];
    }),
  );
  if (extensions?.topN && cell[OTHERS] !== undefined && cell[OTHERS] !== null) {
    const engine = gatherLevels(levelsAsker(ask, across, members));
    filters.push((await findTop(engine, restricted, axes, extensions.topN, members)).others);
  }
  const level = atLevel(
    { ...placed.query, filters: [...(placed.query.filters ?? []), ...filters] },
    [],
  );
  return { measure, query: await rowsQuery(level, measure, columns, ask, members) };
}

async function rowsQuery(
  level: CubeQuery,
  measure: Member,
  columns: readonly string[] | undefined,
  ask: Ask,
  members: MemberCatalogue,
): Promise<CubeQuery> {
  const view = members.views.get(measure.view);
  if (!view) throw new Error(`The catalogue lacks the view of ${measure.name}.`);
  const { query } = mapToView({ ...level, measures: [measure.name] }, view, members);
  const { lastOf } = measure;
  const dated = lastOf === null ? query : await onLastDays(ask, members, query, lastOf);
  const own: Filter = { member: measure.name, operator: "measureFilter" };
  return {
    ...dated,
    measures: OF_ONE_ROW.has(measure.aggregate ?? "") ? [measure.name] : [],
    dimensions:
      columns?.map((name) => columnNamed(name, measure, members)) ?? drillColumns(measure, members),
    filters: [...(dated.filters ?? []), own],
    ungrouped: true,
  };
}

function cellMeasure(
  query: CubeQuery,
  named: string | undefined,
  members: MemberCatalogue,
): Member {
  const measures = query.measures ?? [];
  const name = named ?? (measures.length === 1 ? measures[0] : undefined);
  if (name === undefined)
    return refuse("measure", `name one of ${measures.join(", ") || "the query's measures"}.`);
  if (!measures.includes(name)) refuse("measure", `${name} is not among the query's measures.`);
  return memberOf(members, name, "measure");
}

/** A cell may be a whole row of the answer; of its keys only the query's own dimensions place it. */
function checkCell(
  cell: CellRequest["cell"],
  query: CubeQuery,
  axes: readonly Axis[],
  added: ReadonlySet<string>,
): void {
  const passing = new Set([OTHERS, ...(query.measures ?? []), ...added]);
  for (const name of Object.keys(cell)) {
    if (passing.has(name) || name.endsWith(PREVIOUS)) continue;
    if (!axes.some((axis) => axis.name === name || axis.member === name))
      axisIn(axes, name, "cell");
  }
}

function cellOn({ name, member, granularity }: Axis, cell: Cell): AnswerCell | undefined {
  return name in cell || granularity === null ? cell[name] : cell[member];
}

async function placeFilter(
  axis: Axis,
  value: AnswerCell,
  ask: Ask,
  members: MemberCatalogue,
): Promise<Filter> {
  if (axis.granularity === null || value === null) return isOneOf(axis.member, [value], members);
  if (!isAbsolute(value)) refuse("cell", `${axis.name}: ${noDate(value)}`);
  const { member: dimension, granularity } = axis;
  const day: string = value;
  const period = { dimension, granularity, dateRange: [day, day] };
  const probe = await ask({ timeDimensions: [period], limit: 1 });
  return inBucket(axis, value, bucketsOf(probe, axis, "cell"));
}

function columnNamed(name: string, measure: Member, members: MemberCatalogue): string {
  const member = memberOf(members, name, "columns");
  if (member.kind !== "dimension" || member.view !== measure.view) {
    refuse("columns", `${name} is no dimension of ${measure.view}.`);
  }
  return name;
}

/** The measure's drill members; without any, the columns of its own cube. */
function drillColumns(measure: Member, members: MemberCatalogue): string[] {
  const drill = measure.drillMembers.filter(
    (name) => members.members.get(name)?.kind === "dimension",
  );
  if (drill.length > 0) return [...new Set(drill)];
  const cube = measure.cubeMember.split(".")[0] ?? "";
  const own = members.views
    .get(measure.view)
    ?.members.filter(
      ({ kind, cubeMember }) => kind === "dimension" && cubeMember.startsWith(`${cube}.`),
    );
  return own?.map(({ name }) => name) ?? [];
}
