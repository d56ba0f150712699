import type { AnswerRow, Ask, CubeAnswer, CubeQuery } from "../asking.js";
import { GROUPING_LEVEL, GROUPING_SETS, NO_GROUPING_SETS } from "../grouping-sets.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { isPlain } from "./across-views.js";
import { atLevel, type Axis } from "./axes.js";
import type { AskLevels } from "./level-rows.js";
import { MAX_ROWS, whole } from "./whole-answer.js";

type Level = readonly Axis[];

/**
 * Asks the levels of a query: in one statement where one plain query can answer all, else each by itself. Either way
 * the engine aggregates every level from the rows, so that ratios and distinct counts are right at each.
 *
 * @param ask of plain queries
 * @param across of any
 */
export function levelsAsker(ask: Ask, across: Ask, members: MemberCatalogue): AskLevels {
  const one = async (query: CubeQuery, axes: Level): Promise<CubeAnswer> =>
    whole(await across({ ...atLevel(query, axes), limit: MAX_ROWS }), "totals");
  return async (query, levels) => {
    const keyOf = (axes: Level): string => axes.map(({ name }) => name).join(" ");
    const distinct = [...new Map(levels.map((axes) => [keyOf(axes), axes])).values()];
    const together =
      distinct.length > 1 && isPlain(query, members)
        ? await askTogether(ask, query, distinct)
        : null;
    const answers = new Map(
      distinct.map((axes, index) => {
        const answer = together?.[index];
        return [keyOf(axes), answer ? Promise.resolve(answer) : one(query, axes)];
      }),
    );
    return levels.flatMap((axes) => answers.get(keyOf(axes)) ?? []);
  };
}

/** @returns null where the engine cannot answer these measures in one statement, or there are too many rows */
async function askTogether(
  ask: Ask,
  query: CubeQuery,
  levels: readonly Level[],
): Promise<readonly CubeAnswer[] | null> {
  const all = [...new Map(levels.flat().map((axis) => [axis.name, axis])).values()];
  const columns = [
    ...all.filter(({ granularity }) => granularity === null),
    ...all.filter(({ granularity }) => granularity !== null),
  ];
  const sets = levels.map((level) => {
    const names = new Set(level.map(({ name }) => name));
    return columns.flatMap(({ name }, index) => (names.has(name) ? [index] : []));
  });
  const marker = GROUPING_SETS + [...new Set(sets.map((set) => set.join(".")))].join("|");
  const grouped = {
    ...atLevel(query, columns),
    limit: MAX_ROWS,
    maskedMembers: [{ member: marker }],
  };
  const answer = await ask(grouped).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes(NO_GROUPING_SETS)) return null;
    throw error;
  });
  if (!answer || answer.data.length >= MAX_ROWS) return null;
  const byLevel = rowsByLevel(answer.data);
  return levels.map((level, index) => ({
    ...answer,
    data: (byLevel.get(groupingId(sets[index] ?? [], columns.length)) ?? []).map((row) =>
      onlyAxes(row, level, columns),
    ),
  }));
}

function rowsByLevel(rows: readonly AnswerRow[]): Map<number, AnswerRow[]> {
  const levels = new Map<number, AnswerRow[]>();
  for (const { [GROUPING_LEVEL]: id, ...row } of rows) {
    const list = levels.get(Number(id)) ?? [];
    list.push(row);
    levels.set(Number(id), list);
  }
  return levels;
}

/** As SQL's GROUPING_ID: one bit a column, the first highest, set where the column is not grouped by. */
function groupingId(set: readonly number[], width: number): number {
  return Array.from({ length: width }, (_, index) => (set.includes(index) ? 0 : 1)).reduce<number>(
    (id, bit) => id * 2 + bit,
    0,
  );
}

function onlyAxes(row: AnswerRow, level: Level, columns: Level): AnswerRow {
  const kept = new Set(level.flatMap(({ name, member }) => [name, member]));
  const dropped = new Set(columns.flatMap(({ name, member }) => [name, member]));
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => kept.has(name) || !dropped.has(name)),
  );
}
