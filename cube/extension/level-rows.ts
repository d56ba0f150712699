import type { AnswerCell, AnswerRow, CubeAnswer, CubeQuery } from "../asking.js";
import type { Axis } from "./axes.js";

/** The rows of a query at one level of detail: grouped by some of its axes, all of them, in no order. */
export interface LevelAnswer {
  readonly rows: readonly AnswerRow[];
  /** What Cube said beside the rows; its time dimensions have absolute ranges. */
  readonly answer: CubeAnswer;
}

/** Asks a query at one level of detail. The query's measures and filters count, its order and its page do not. */
export type RowsAt = (query: CubeQuery, axes: readonly Axis[]) => Promise<LevelAnswer>;

/** A calculation's value for one row; undefined where the level has none. */
export type Figure = (row: AnswerRow) => AnswerCell | undefined;

interface Wanted {
  readonly axes: readonly Axis[];
  readonly settle: (answer: Promise<CubeAnswer>) => void;
}

interface Batch {
  readonly query: CubeQuery;
  readonly levels: Wanted[];
}

/** Asks several levels of one query together; answers are in the order of the levels. */
export type AskLevels = (
  query: CubeQuery,
  levels: readonly (readonly Axis[])[],
) => Promise<readonly Promise<CubeAnswer>[]>;

/** Gathers what is asked of one query at different levels in the same breath, so that the engine reads once for all. */
export function gatherLevels(askLevels: AskLevels): RowsAt {
  const batches = new Map<string, Batch>();
  const flush = (key: string): void => {
    const batch = batches.get(key);
    batches.delete(key);
    if (!batch) return;
    const answers = askLevels(
      batch.query,
      batch.levels.map(({ axes }) => axes),
    );
    batch.levels.forEach(({ settle }, index) => {
      settle(answerAt(answers, index));
    });
  };
  return async (query, axes) => {
    const key = JSON.stringify(query);
    const answer = await new Promise<CubeAnswer>((resolve) => {
      const batch = batches.get(key) ?? { query, levels: [] };
      batch.levels.push({ axes, settle: resolve });
      if (batches.has(key)) return;
      batches.set(key, batch);
      setImmediate(flush, key);
    });
    return { rows: answer.data, answer };
  };
}

async function answerAt(
  answers: Promise<readonly Promise<CubeAnswer>[]>,
  index: number,
): Promise<CubeAnswer> {
  const answer = (await answers)[index];
  if (!answer) throw new Error("A level was not answered.");
  return answer;
}
