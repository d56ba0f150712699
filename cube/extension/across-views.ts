import type { AnswerRow, Ask, CubeAnswer, CubeQuery } from "../asking.js";
import type { MemberCatalogue, View } from "../member-catalogue.js";
import { atLevel, axesOf, rowKey, viewOf, type Axis } from "./axes.js";
import { askLastDays } from "./last-days.js";
import { filterMembers, partFilters, passes } from "./measure-filters.js";
import { refuse } from "./refusal.js";
import { orderOf, pageOf, sortRows } from "./row-order.js";
import { mapToView, memberOf } from "./view-mapping.js";
import { MAX_ROWS, whole } from "./whole-answer.js";

/** Measures that one plain query can answer: of one view, and of the same last day if any. */
interface Part {
  readonly view: View;
  readonly lastOf: string | null;
  readonly measures: string[];
}

type Annotation = CubeAnswer["annotation"];

/**
 * Asks what Cube alone cannot: measures of several views side by side on the dimensions they share, and semi-additive
 * measures. Each part is asked by itself, and the rows of all parts are joined; none is lost. Queries that Cube can
 * answer go to it as they are.
 */
export function acrossViews(ask: Ask, members: MemberCatalogue): Ask {
  return async (query) => {
    const parts = partsOf(query, members);
    const [first, second] = parts;
    const views = new Set([...namedMembers(query)].map(viewOf));
    if (first === undefined || (second === undefined && views.size === 1)) {
      const lastOf = first?.lastOf ?? null;
      return lastOf === null || query.ungrouped === true
        ? ask(query)
        : askLastDays(ask, members, query, lastOf);
    }
    if (query.ungrouped === true) {
      refuse("ungrouped", `rows of several views (${[...views].join(", ")}) are no one list.`);
    }
    return joined(ask, members, query, parts);
  };
}

/** Whether Cube alone can answer the query. */
export function isPlain(query: CubeQuery, members: MemberCatalogue): boolean {
  const parts = partsOf(query, members);
  return (
    parts.length <= 1 &&
    (parts[0]?.lastOf ?? null) === null &&
    new Set([...namedMembers(query)].map(viewOf)).size === 1
  );
}

function partsOf(query: CubeQuery, members: MemberCatalogue): Part[] {
  const parts = new Map<string, Part>();
  for (const name of measuresOf(query, members)) {
    const measure = memberOf(members, name, "measures");
    const view = members.views.get(measure.view);
    if (!view) throw new Error(`The catalogue lacks the view of ${name}.`);
    const { lastOf } = measure;
    const key = `${view.name} ${lastOf ?? ""}`;
    const part = parts.get(key) ?? { view, lastOf, measures: [] };
    part.measures.push(name);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** The query's measures and those that only its filters name. */
function measuresOf(query: CubeQuery, members: MemberCatalogue): Set<string> {
  const filtered = filterMembers(query.filters ?? []).filter(
    (name) => members.members.get(name)?.kind === "measure",
  );
  return new Set([...(query.measures ?? []), ...filtered]);
}

function namedMembers(query: CubeQuery): Set<string> {
  return new Set([
    ...(query.measures ?? []),
    ...axesOf(query).map(({ member }) => member),
    ...(query.timeDimensions ?? []).map(({ dimension }) => dimension),
    ...(query.segments ?? []),
    ...filterMembers(query.filters ?? []),
  ]);
}

async function joined(
  ask: Ask,
  members: MemberCatalogue,
  query: CubeQuery,
  parts: readonly Part[],
): Promise<CubeAnswer> {
  const isMeasure = (name: string): boolean => members.members.get(name)?.kind === "measure";
  const filters = partFilters(query.filters, isMeasure);
  const axes = axesOf(query);
  const shared: CubeQuery = { ...atLevel(query, axes), filters: filters.dimensions };
  const answers = await Promise.all(
    parts.map((part) => askPart(ask, members, { ...shared, measures: part.measures }, part)),
  );
  const measures = query.measures ?? [];
  const rows = outerJoin(
    answers.map(({ data }) => data),
    axes,
    parts.flatMap((part) => part.measures),
  )
    .filter((row) => passes(row, filters.measures))
    .map((row) => withoutOthers(row, measures, isMeasure));
  const order = orderOf(query);
  const limit = query.limit ?? MAX_ROWS;
  const sorted = sortRows(
    rows,
    order,
    axes.map(({ name }) => name),
    members,
  );
  const [first] = answers;
  if (!first) throw new Error("No part was asked.");
  return {
    ...first,
    query: { ...query, limit, order, timeDimensions: first.query.timeDimensions ?? [] },
    data: pageOf(sorted, { ...query, limit }),
    annotation: mergeAnnotations(
      answers.map(({ annotation }) => annotation),
      measures,
    ),
    ...(query.total === true && { total: rows.length }),
  };
}

/** One part's answer, its dimensions named as the query names them. */
async function askPart(
  ask: Ask,
  members: MemberCatalogue,
  query: CubeQuery,
  { view, lastOf }: Part,
): Promise<CubeAnswer> {
  const { query: mapped, named } = mapToView(query, view, members);
  const limited = { ...mapped, limit: MAX_ROWS };
  const answer = whole(
    await (lastOf === null ? ask(limited) : askLastDays(ask, members, limited, lastOf)),
    "measures",
  );
  const back = (name: string): string => {
    const [start = "", member = "", granularity] = name.split(".");
    const asked = named.get(`${start}.${member}`) ?? `${start}.${member}`;
    return granularity === undefined ? asked : `${asked}.${granularity}`;
  };
  const renamed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [back(name), value]));
  return {
    ...answer,
    query: {
      ...answer.query,
      timeDimensions: (answer.query.timeDimensions ?? []).map((time) => ({
        ...time,
        dimension: back(time.dimension),
      })),
    },
    data: answer.data.map(renamed),
    annotation: Object.fromEntries(
      Object.entries(answer.annotation).map(([kind, entries]) => [kind, renamed(entries)]),
    ),
  };
}

/** Full outer join on the axes; a figure that a part lacks is missing, not zero. */
function outerJoin(
  lists: readonly (readonly AnswerRow[])[],
  axes: readonly Axis[],
  measures: readonly string[],
): AnswerRow[] {
  const missing = Object.fromEntries(measures.map((name) => [name, null]));
  const byKey = new Map<string, AnswerRow>();
  for (const row of lists.flat()) {
    const key = rowKey(row, axes);
    byKey.set(key, { ...(byKey.get(key) ?? missing), ...row });
  }
  return [...byKey.values()];
}

function withoutOthers(
  row: AnswerRow,
  measures: readonly string[],
  isMeasure: (name: string) => boolean,
): AnswerRow {
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => measures.includes(name) || !isMeasure(name)),
  );
}

function mergeAnnotations(list: readonly Annotation[], measures: readonly string[]): Annotation {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const annotation of list) {
    for (const [kind, entries] of Object.entries(annotation)) {
      merged[kind] = { ...entries, ...merged[kind] };
    }
  }
  const ofMeasures = measures.map((name) => [name, merged["measures"]?.[name]] as const);
  return { ...merged, measures: Object.fromEntries(ofMeasures) };
}
