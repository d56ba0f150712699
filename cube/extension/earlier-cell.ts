import type { AnswerCell, Ask, CubeQuery } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { acrossViews } from "./across-views.js";
import { atLevel, axesOf } from "./axes.js";
import { bucketAt, bucketsOf, formatMoment, parseMoment } from "./buckets.js";
import { comparedTime, earlierRange, previousName } from "./comparison.js";
import { spanOf } from "./compared-periods.js";
import type { Compare } from "./extended-query.js";
import { lunarDays, onDays } from "./lunar-comparison.js";
import { without } from "./without.js";
import { resolvedRange, withRange } from "./windows.js";

export type Cell = Readonly<Record<string, AnswerCell>>;

interface PlacedCell {
  readonly query: CubeQuery;
  readonly cell: Cell;
}

/** The question over the earlier period, and the cell's place in its answer. */
export async function earlierCell(
  { query, cell }: PlacedCell,
  to: Compare["to"],
  ask: Ask,
  members: MemberCatalogue,
): Promise<PlacedCell> {
  const time = comparedTime(query);
  const period = axesOf(query).find(
    ({ member, granularity }) => member === time && granularity !== null,
  );
  const across = acrossViews(ask, members);
  const probe = await across({ ...atLevel(query, period ? [period] : []), limit: 1 });
  const span = spanOf(resolvedRange({ answer: probe, rows: [] }, time, "compare"));
  if (to === "lunar") {
    const days = await lunarDays(span, query.timezone, ask, members);
    const bucket = period && cell[period.name];
    const buckets = period && bucketsOf(probe, period, "cell");
    const here = [...days].filter(
      ([day]) =>
        !buckets || bucket == null || formatMoment(bucketAt(buckets, parseMoment(day))) === bucket,
    );
    const onThese = onDays(
      query,
      time,
      here.map(([, priorDay]) => priorDay),
    );
    return { query: onThese, cell: period ? without(cell, period.name, period.member) : cell };
  }
  const earlier = withRange(query, time, earlierRange(to, span));
  if (!period) return { query: earlier, cell };
  const before = cell[previousName(period)];
  const rest = without(cell, period.name, period.member);
  return { query: earlier, cell: before === undefined ? rest : { ...rest, [period.name]: before } };
}
