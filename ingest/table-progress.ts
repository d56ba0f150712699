import type { TableRequest } from "./source.js";

/**
 * What a rerun continues from: `cursor` where the last whole increment ended; while one is under way, `next` where it
 * will have ended and `after` the last key that is loaded. `done` stands where every row of a full extraction has been
 * delivered: a run killed before it took effect must not deliver them twice.
 */
export interface Progress {
  done?: boolean;
  cursor?: string;
  next?: string;
  after?: readonly string[];
  piece?: number;
  /** The types of what is loaded hold every value there is. */
  settled?: boolean;
}

/** What the last piece committed says. */
export function progressOf(request: TableRequest): Progress {
  const { cursor, next, after, piece, done, settled } = request.state ?? {};
  return {
    ...(done === true ? { done } : {}),
    ...(settled === true ? { settled } : {}),
    ...(typeof cursor === "string" ? { cursor } : {}),
    ...(typeof next === "string" ? { next } : {}),
    ...(Array.isArray(after) && after.every((value) => typeof value === "string") ? { after } : {}),
    ...(typeof piece === "number" ? { piece } : {}),
  };
}

/** Where an increment that is under way began, and where it will have ended. */
export function cursorsOf(progress: Progress, end: Progress): Progress {
  return {
    ...(progress.cursor === undefined ? {} : { cursor: progress.cursor }),
    ...(end.cursor === undefined ? {} : { next: end.cursor }),
  };
}
