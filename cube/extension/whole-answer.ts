import { GranaryError } from "../../warehouse/errors.js";
import type { CubeAnswer } from "../asking.js";

/** Cube answers no more rows than this to one query. */
export const MAX_ROWS = 50_000;

/** What is asked needs all rows of an answer that Cube cuts off. */
export class TooManyRowsError extends GranaryError {
  /** @param place the key of the query that needs all of them */
  constructor(place: string) {
    super("QUERY_INVALID", {
      message: `${place}: this needs all rows, and there are ${String(MAX_ROWS)} or more.`,
      hint: "Ask for fewer rows with filters, a date range or fewer dimensions.",
    });
  }
}

/**
 * The answer, if it holds all rows.
 *
 * @throws TooManyRowsError where there may be more
 */
export function whole(answer: CubeAnswer, place: string): CubeAnswer {
  if (answer.data.length < MAX_ROWS) return answer;
  throw new TooManyRowsError(place);
}
