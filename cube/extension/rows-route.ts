import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import type { AnswerRow, Ask } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { cellPage, cellPages, countRows, cursorText, parseCursor } from "./cell-pages.js";
import { cellQuestion, parseCellRequest, type CellQuestion } from "./cell-question.js";
import { refuse } from "./refusal.js";
import { csvLines, jsonLines, type Lines } from "./row-lines.js";
import { MAX_ROWS } from "./whole-answer.js";

/** What the route needs of the server around it, for one request. */
export interface RowsContext {
  /** Reads the request's JSON. */
  readonly read: () => Promise<unknown>;
  readonly ask: Ask;
  readonly members: MemberCatalogue;
  /** Says why there is no answer; nothing has been sent yet. */
  readonly refuse: (error: unknown) => void;
  /** Called once, when the last row has been sent or the sending was broken off. */
  readonly answered: (outcome: { rows: number; complete: boolean }) => void;
}

const DEFAULT_LIMIT = 1_000;

const paging = z.object({
  format: z.enum(["json", "ndjson", "csv"]).default("json"),
  limit: z.int().min(1).max(MAX_ROWS).optional(),
  offset: z.int().min(0).optional(),
  after: z.string().max(10_000).optional(),
  total: z.boolean().default(false),
});

type Paging = z.infer<typeof paging>;

const TYPES = {
  ndjson: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8",
} as const;

/**
 * Serves the rows behind a cell: as one page of JSON in the shape of Cube's answers, with `next` for the page after; or
 * all of them as a stream of NDJSON or CSV, however many.
 */
export function rowsRoute(
  contextOf: (request: Request, response: Response) => Promise<RowsContext>,
): RequestHandler {
  return async (request, response) => {
    const context = await contextOf(request, response);
    try {
      const { page, rest } = partPaging(await context.read());
      const question = await cellQuestion(parseCellRequest(rest), context.ask, context.members);
      if (page.format === "json") await sendPage(response, question, page, context);
      else await sendAll(response, question, page.format, context);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else context.refuse(error);
    }
  };
}

function partPaging(raw: unknown): { page: Paging; rest: unknown } {
  if (typeof raw !== "object" || raw === null) return refuse("request", "is no JSON object.");
  const parsed = paging.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(issue?.path.join(".") ?? "request", issue?.message ?? "is wrong.");
  }
  if (parsed.data.after !== undefined && parsed.data.offset !== undefined) {
    refuse("offset", "after already says where the page begins.");
  }
  const own = new Set(Object.keys(paging.shape));
  const rest = Object.fromEntries(Object.entries(raw).filter(([key]) => !own.has(key)));
  return { page: parsed.data, rest };
}

async function sendPage(
  response: Response,
  question: CellQuestion,
  page: Paging,
  { ask, members, answered }: RowsContext,
): Promise<void> {
  const [{ answer, next }, total] = await Promise.all([
    cellPage(question, ask, members, {
      limit: page.limit ?? DEFAULT_LIMIT,
      after: page.after === undefined ? undefined : parseCursor(page.after),
      offset: page.offset,
    }),
    page.total ? countRows(question, ask) : null,
  ]);
  response.json({ ...answer, total, next: cursorText(next) });
  answered({ rows: answer.data.length, complete: true });
}

async function sendAll(
  response: Response,
  question: CellQuestion,
  format: "ndjson" | "csv",
  { ask, members, answered }: RowsContext,
): Promise<void> {
  const columns = [...(question.query.dimensions ?? []), ...(question.query.measures ?? [])];
  const pages = cellPages(question, ask, members);
  // What is wrong with the question shows here, while there still is a status to say so.
  const first = await pages.next();
  response.setHeader("Content-Type", TYPES[format]);
  const counted = { rows: 0 };
  const lines = format === "csv" ? csvLines(columns) : jsonLines(columns);
  let complete = false;
  try {
    await pipeline(
      Readable.from(textOf(first.done ? [] : first.value, pages, lines, counted)),
      response,
    );
    complete = true;
  } finally {
    answered({ rows: counted.rows, complete });
  }
}

/** Pieces of text of a thousand rows or so, so that a slow client holds back the engine. */
async function* textOf(
  first: readonly AnswerRow[],
  pages: AsyncIterable<readonly AnswerRow[]>,
  { head, line }: Lines,
  counted: { rows: number },
): AsyncGenerator<string, void, undefined> {
  yield head;
  const texts = function* (rows: readonly AnswerRow[]): Generator<string> {
    for (let start = 0; start < rows.length; start += 1_000) {
      const part = rows.slice(start, start + 1_000);
      counted.rows += part.length;
      yield part.map(line).join("");
    }
  };
  yield* texts(first);
  for await (const rows of pages) yield* texts(rows);
}
