import type { AnswerRow, CubeQuery } from "../asking.js";
import type { Member, MemberCatalogue } from "../member-catalogue.js";
import { cellOf, type Axis } from "./axes.js";
import { axisIn } from "./checked-extensions.js";
import { compareDecimals, decimal, ratio } from "./decimal.js";
import { resultNameOf, type Calculation } from "./extended-query.js";
import type { Figure, LevelAnswer, RowsAt } from "./level-rows.js";
import { memberOf } from "./view-mapping.js";
import { keyOf, OTHERS } from "./row-keys.js";
import { windowFigures } from "./windows.js";

/** Adds the calculations' values to the rows of every level at which they mean something. */
export function calculated(
  rowsAt: RowsAt,
  calculations: readonly Calculation[],
  members: MemberCatalogue,
): RowsAt {
  return async (query, axes) => {
    const level = await rowsAt(query, axes);
    const figures = await Promise.all(
      calculations.map(async (calculation, index) => {
        const place = `calculate[${String(index)}]`;
        const measure = memberOf(members, calculation.of, `${place}.of`);
        const figure = await figureOf(rowsAt, query, axes, level, calculation, measure, place);
        return { name: resultNameOf(calculation), figure };
      }),
    );
    const rows = level.rows.map((row) => {
      const added = figures.flatMap(({ name, figure }) => {
        const value = figure(row);
        return value === undefined ? [] : [[name, value] as const];
      });
      return { ...row, ...Object.fromEntries(added) };
    });
    return { ...level, rows };
  };
}

async function figureOf(
  rowsAt: RowsAt,
  query: CubeQuery,
  axes: readonly Axis[],
  level: LevelAnswer,
  calculation: Calculation,
  measure: Member,
  place: string,
): Promise<Figure> {
  switch (calculation.type) {
    case "share_of_total":
      return shareOf(rowsAt, query, [], calculation.of);
    case "share_of_parent": {
      const parent = calculation.parent
        ? axes.filter((axis) => calculation.parent?.some((name) => names(axis, name, axes)))
        : withoutLast(axes);
      return parent === null ? () => undefined : shareOf(rowsAt, query, parent, calculation.of);
    }
    case "rank": {
      const within = axes.filter((axis) =>
        calculation.within.some((name) => names(axis, name, axes)),
      );
      return rankOf(level.rows, within, calculation);
    }
    case "running_total":
    case "rolling":
      return windowFigures({ rowsAt, query, axes, level, calculation, measure, place });
  }
}

/** Parent levels may lack some of the named axes; those that are there count. */
function names(axis: Axis, name: string, axes: readonly Axis[]): boolean {
  if (axis.name === name) return true;
  return axis.member === name && axisIn(axes, name, "calculate").name === axis.name;
}

/** The level above: without the last dimension, or, of periods only, without the last period. */
function withoutLast(axes: readonly Axis[]): readonly Axis[] | null {
  const last = axes.findLast(({ granularity }) => granularity === null) ?? axes.at(-1);
  return last === undefined ? null : axes.filter((axis) => axis !== last);
}

async function shareOf(
  rowsAt: RowsAt,
  query: CubeQuery,
  parent: readonly Axis[],
  of: string,
): Promise<Figure> {
  const { rows } = await rowsAt({ ...query, measures: [of] }, parent);
  const wholes = new Map(rows.map((row) => [keyOf(row, parent), cellOf(row, of)]));
  return (row) => ratio(cellOf(row, of), wholes.get(keyOf(row, parent)) ?? null);
}

/** Equal figures share a rank, and the next one counts them all: 1, 2, 2, 4. A missing figure has no rank. */
function rankOf(
  rows: readonly AnswerRow[],
  within: readonly Axis[],
  { of, order }: { of: string; order: "asc" | "desc" },
): Figure {
  const groups = new Map<string, AnswerRow[]>();
  for (const row of rows) {
    if (row[OTHERS] !== undefined || decimal(cellOf(row, of)) === null) continue;
    const key = keyOf(row, within);
    const group = groups.get(key) ?? [];
    group.push(row);
    groups.set(key, group);
  }
  const ranks = new Map<AnswerRow, string>();
  for (const group of groups.values()) {
    const sorted = group
      .map((row) => ({ row, figure: decimal(cellOf(row, of)) ?? { units: 0n, scale: 0 } }))
      .sort((a, b) => compareDecimals(a.figure, b.figure) * (order === "asc" ? 1 : -1));
    let rank = 0;
    sorted.forEach(({ row, figure }, index) => {
      const before = sorted[index - 1];
      if (!before || compareDecimals(before.figure, figure) !== 0) rank = index + 1;
      ranks.set(row, String(rank));
    });
  }
  return (row) => ranks.get(row) ?? null;
}
