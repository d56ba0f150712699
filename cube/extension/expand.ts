import type { AnswerRow, Ask, CubeAnswer, CubeQuery } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { acrossViews } from "./across-views.js";
import { axesOf, type Axis } from "./axes.js";
import { calculated } from "./calculations.js";
import { checkExtensions, type TotalAxes } from "./checked-extensions.js";
import { compared } from "./comparison.js";
import { partExtensions, type ExtendedQuery, type Extensions } from "./extended-query.js";
import { didYouMean } from "../question/nearest-names.js";
import { refuse } from "./refusal.js";
import { addedMeasures, annotated } from "./added-measures.js";
import { levelsAsker } from "./grouped-levels.js";
import { gatherLevels, type LevelAnswer, type RowsAt } from "./level-rows.js";
import { restrictToPassing } from "./measure-restriction.js";
import { OTHERS, uniform } from "./row-keys.js";
import { orderOf, pageOf, sortRows } from "./row-order.js";
import { findTop, topRows } from "./top-members.js";
import { MAX_ROWS, TooManyRowsError } from "./whole-answer.js";
import { without } from "./without.js";

/** The rows at one level above the query's own; they hold the dimensions of that level and no others. */
export interface TotalLevel {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly data: readonly AnswerRow[];
}

const MAX_ASKS = 1_000;

interface Asked {
  readonly query: CubeQuery;
  readonly axes: readonly Axis[];
  readonly extensions: Extensions;
  readonly totals: TotalAxes | null;
  readonly members: MemberCatalogue;
  readonly across: Ask;
  readonly rowsAt: RowsAt;
}

/**
 * Answers a query that may hold Granary's own keys (docs/semantic-queries.md): by as many plain questions to Cube as it
 * takes, every figure aggregated by the engine at its own level. The answer has the shape of Cube's, in its default row
 * format, and under `totals` the levels above. A query without such keys goes to Cube as it is.
 *
 * @throws GranaryError QUERY_INVALID naming the key or member that is wrong
 */
export async function expand(
  extended: ExtendedQuery,
  askOnce: Ask,
  members: MemberCatalogue,
): Promise<CubeAnswer> {
  const ask = countedAsk(askOnce);
  const across = acrossViews(ask, members);
  const { plain, extensions } = partExtensions(extended);
  if (!extensions) return across(plain);
  const query = without(plain, "responseFormat");
  const { totals } = checkExtensions(query, extensions, members);
  const axes = axesOf(query);
  const added = addedMeasures(query.measures ?? [], extensions, members);
  checkOrder(query, axes, added);
  const restricted = await restrictToPassing(across, query, axes, members);
  const engine = gatherLevels(levelsAsker(ask, across, members));
  const rowsAt = await layered(engine, ask, restricted, axes, extensions, members);
  const asked: Asked = { query: restricted, axes, extensions, totals, members, across, rowsAt };
  const [main, levels] = await Promise.all([mainAnswer(asked), totalLevels(asked)]);
  return {
    ...main,
    query: {
      ...main.query,
      filters: query.filters ?? [],
      dimensions: query.dimensions ?? [],
      measures: [...(query.measures ?? []), ...added.map(({ name }) => name)],
    },
    annotation: annotated(main.annotation, added),
    ...(levels && { totals: levels }),
  };
}

/** Combined, the keys could multiply to any number of questions. */
function countedAsk(ask: Ask): Ask {
  let asked = 0;
  return (query) => {
    asked += 1;
    if (asked > MAX_ASKS) {
      refuse(
        "query",
        `this takes more than ${MAX_ASKS} questions to the engine; ask for fewer periods or levels.`,
      );
    }
    return ask(query);
  };
}

function checkOrder(
  query: CubeQuery,
  axes: readonly Axis[],
  added: readonly { readonly name: string }[],
): void {
  const known = new Set([
    ...axes.flatMap(({ name, member }) => [name, member]),
    ...(query.measures ?? []),
    ...added.map(({ name }) => name),
  ]);
  for (const [name] of orderOf(query)) {
    if (!known.has(name))
      refuse("order", `${name} is no column of this query.${didYouMean(name, known)}`);
  }
}

/** Each layer asks the one below at the levels it needs. */
async function layered(
  engine: RowsAt,
  ask: Ask,
  query: CubeQuery,
  axes: readonly Axis[],
  { topN, calculate, compare }: Extensions,
  members: MemberCatalogue,
): Promise<RowsAt> {
  const best = topN
    ? topRows(engine, await findTop(engine, query, axes, topN, members), topN.others)
    : engine;
  const shown = calculate ? calculated(best, calculate, members) : best;
  return compare ? compared(shown, best, ask, members, compare) : shown;
}

async function mainAnswer(asked: Asked): Promise<CubeAnswer> {
  const { query, extensions, across } = asked;
  const { topN, calculate, compare } = extensions;
  // The rows are as without the key, so Cube may order and cut them.
  const isOwn = !topN && !calculate && !compare;
  const isPage = typeof query.limit === "number" || query.offset !== undefined || query.total;
  if (isOwn && isPage === true) return across(query);
  try {
    return await layeredAnswer(asked);
  } catch (error) {
    if (isOwn && error instanceof TooManyRowsError) return across(query);
    throw error;
  }
}

async function layeredAnswer(asked: Asked): Promise<CubeAnswer> {
  const { query, axes, rowsAt } = asked;
  const level = await rowsAt(query, axes);
  const limit = query.limit ?? MAX_ROWS;
  const order = orderOf(query);
  const answered = level.answer.query.timeDimensions ?? [];
  return {
    ...level.answer,
    query: { ...level.answer.query, ...query, timeDimensions: answered, order, limit },
    data: uniform(pageOf(sorted(asked, level, axes), { ...query, limit })),
    ...(query.total === true && { total: level.rows.length }),
  };
}

/** All prefixes of the rows by all of the columns, but the whole. */
async function totalLevels(asked: Asked): Promise<TotalLevel[] | null> {
  const { totals, rowsAt, query } = asked;
  if (!totals) return null;
  const prefixes = (axes: readonly Axis[]): (readonly Axis[])[] =>
    Array.from({ length: axes.length + 1 }, (_, length) => axes.slice(0, length));
  const levels = prefixes(totals.rows)
    .flatMap((rows) => prefixes(totals.columns).map((columns) => ({ rows, columns })))
    .slice(0, -1);
  return Promise.all(
    levels.map(async ({ rows, columns }) => {
      const axes = [...rows, ...columns];
      const level = await rowsAt(query, axes);
      return {
        rows: rows.map(({ name }) => name),
        columns: columns.map(({ name }) => name),
        data: uniform(sorted(asked, level, axes)),
      };
    }),
  );
}

/** In the query's order; the row of all others after the members it stands beside. */
function sorted(
  { query, extensions, members }: Asked,
  { rows }: LevelAnswer,
  axes: readonly Axis[],
): AnswerRow[] {
  const names = axes.map(({ name }) => name);
  const { topN } = extensions;
  const order = orderOf(query).filter(
    ([name]) => !axesOf(query).some((axis) => axis.name === name && !names.includes(name)),
  );
  if (!topN) return sortRows(rows, order, names, members);
  const before = (row: AnswerRow): string => (row[OTHERS] === undefined ? "0" : "1");
  const place = order.findIndex(([name]) => name === topN.of || !names.includes(name));
  const marked = rows.map((row) => ({ ...row, "": before(row) }));
  const at = place < 0 ? order.length : place;
  const withMark = [...order.slice(0, at), ["", "asc"] as const, ...order.slice(at)];
  return sortRows(marked, withMark, names, members).map((row) => without(row, ""));
}
