import { rm } from "node:fs/promises";
import type { HttpTableConfig } from "../../warehouse/config-http.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { PageToken } from "./http-pages.js";
import {
  cuttingOf,
  isRepeatable,
  progressOf,
  sinceOf,
  watermark,
  type HttpProgress,
  type Running,
} from "./http-progress.js";
import { AnswerFailure } from "./http-send.js";
import { lineSpool, recentKeys } from "./http-spool.js";
import { walkPages, walkStart, type Fetch, type WalkedPage } from "./http-walk.js";
import type { Extract, TableRequest } from "../source.js";

/** A piece ends after so many pages even when it holds few rows: slow APIs are resumed near where they were cut. */
const PAGES_PER_PIECE = 100;
const BYTES_PER_PIECE = 64 << 20;
const KEYS_REMEMBERED = 200_000;

/** One table of an API and how to ask for its pages. */
export interface HttpTable {
  /** The table's place in the configuration, for messages. */
  where: string;
  config: HttpTableConfig;
  now: () => number;
  /** @param since the high-water mark; undefined: everything */
  fetchFrom(since: string | undefined): Fetch;
  /** A page as it is kept in the state: without credentials. */
  kept(token: PageToken): PageToken;
}

/** The pieces of one table: pages in a spool file each, with where a rerun continues. */
export async function* httpExtracts(
  table: HttpTable,
  request: TableRequest,
): AsyncGenerator<Extract> {
  const { config } = table;
  const before = progressOf(request.state, config, table.now());
  try {
    yield* pieces(table, request, before, before.running === undefined);
  } catch (error) {
    const hasExpired = before.running !== undefined && isRepeatable(config) && isRefusal(error);
    if (!hasExpired) throw error;
    yield* pieces(table, request, before.mark === undefined ? {} : { mark: before.mark }, false);
  }
}

/** The API does not know the page any more. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof GranaryError) || !(error.cause instanceof AnswerFailure)) return false;
  return error.cause.status >= 400 && error.cause.status < 500;
}

/** @param voids what an extraction before this one, cut short even behind its last piece, has left does not count */
async function* pieces(
  table: HttpTable,
  request: TableRequest,
  before: HttpProgress,
  voids: boolean,
): AsyncGenerator<Extract> {
  const { config, where } = table;
  const now = table.now();
  const since = sinceOf(where, config, before.mark?.value);
  const isIncrement = since !== undefined && (config.mode === "append" || config.mode === "merge");
  const start = before.running ?? walkStart(config, now);
  const accepted = accepting(where, config, before, now);
  const pages = lookingAhead(
    walkPages(where, config, table.fetchFrom(since), start),
    accepted.lines,
  );
  /** Rows of this run. */
  const read = { rows: 0 };
  let first = start.pages + 1;
  let anew = voids && request.state !== undefined && !isIncrement;
  for (let running: Running | undefined = start; running !== undefined;) {
    request.signal.throwIfAborted();
    const piece = await spoolPiece(pages, request, cuttingOf(config) === "whole", read);
    running = piece.next;
    // Nothing is no piece, unless an extraction cut short is to be ended or rows are to go.
    const drops = config.mode === "replace" || (config.deletes ?? "none") !== "none";
    if (piece.rows === 0 && running === undefined && first === 1 && !drops) {
      await rm(piece.path, { force: true });
      return;
    }
    const last = first + piece.pages - 1;
    const state = stateOf(table, before, accepted, running);
    yield {
      file: `${request.table}${isIncrement ? ` since ${since}` : ""} page ${String(first)}-${String(last)}`,
      path: piece.path,
      bytes: piece.bytes,
      sha256: piece.sha256,
      format: "json",
      controls: { rows: piece.rows, sums: piece.sums },
      ...(state === undefined ? {} : { state: { ...state } }),
      temporary: true,
      coverage: isIncrement ? "increment" : "full",
      ...(anew ? { anew } : {}),
    };
    anew = false;
    first = last + 1;
  }
}

interface AcceptedPage {
  lines: string[];
  next: Running | undefined;
  left: number | undefined;
}

interface PageQueue {
  take(): Promise<AcceptedPage | undefined>;
  /** True where the next page brings no line; a failure to read it is kept for `take`. */
  isNextEmpty(): Promise<boolean>;
}

function lookingAhead(
  walk: AsyncGenerator<WalkedPage, undefined>,
  linesOf: (page: WalkedPage) => string[],
): PageQueue {
  let ahead: Promise<AcceptedPage | undefined> | undefined;
  const read = async (): Promise<AcceptedPage | undefined> => {
    const { value: page } = await walk.next();
    return page && { lines: linesOf(page), next: page.next, left: page.left };
  };
  return {
    take: () => {
      const page = ahead ?? read();
      ahead = undefined;
      return page;
    },
    isNextEmpty: async () => {
      ahead ??= read();
      return ahead.then(
        (page) => page?.lines.length === 0,
        () => false,
      );
    },
  };
}

interface Accepted {
  lines: (page: WalkedPage) => string[];
  /** What to keep of the extraction so far. */
  read(): Pick<HttpProgress, "mark" | "twice">;
}

function accepting(
  where: string,
  config: HttpTableConfig,
  before: HttpProgress,
  now: number,
): Accepted {
  const marks = watermark(where, config, before, now);
  const keys = recentKeys(KEYS_REMEMBERED);
  let twice = before.running === undefined ? 0 : (before.twice ?? 0);
  // Modes with a history tell rows apart by key themselves, and keep the later one.
  const isOnce = (key: string | undefined): boolean =>
    key === undefined || isRepeatable(config) || keys.isNew(key);
  return {
    lines: ({ records }) => {
      const lines: string[] = [];
      for (const { key, cursor, line } of records) {
        if (!isOnce(key)) twice += 1;
        else if (marks.admit(cursor, line)) lines.push(line);
      }
      return lines;
    },
    read: () => {
      const mark = marks.mark();
      return { ...(mark === undefined ? {} : { mark }), ...(twice === 0 ? {} : { twice }) };
    },
  };
}

interface Piece {
  path: string;
  rows: number;
  bytes: number;
  sha256: string;
  sums: Record<string, string>;
  pages: number;
  next: Running | undefined;
}

async function spoolPiece(
  pages: PageQueue,
  request: TableRequest,
  isWhole: boolean,
  read: { rows: number },
): Promise<Piece> {
  const spool = await lineSpool(request.spoolDir, request.table);
  let rows = 0;
  let bytes = 0;
  let count = 0;
  let next: Running | undefined;
  const isFull = (): boolean =>
    rows >= request.chunkRows || count >= PAGES_PER_PIECE || bytes >= BYTES_PER_PIECE;
  try {
    do {
      const page = await pages.take();
      if (page === undefined) break;
      const { lines } = page;
      await spool.write(lines);
      read.rows += lines.length;
      if (page.left !== undefined) request.onTotal?.(read.rows + page.left);
      request.onRows(lines.length);
      rows += lines.length;
      bytes += lines.reduce((sum, line) => sum + line.length, 0);
      count += 1;
      next = page.next;
    } while (next !== undefined && (isWhole || !isFull() || (await pages.isNextEmpty())));
    return { path: spool.path, pages: count, next, ...(await spool.finish()) };
  } catch (error) {
    await spool.finish();
    await rm(spool.path, { force: true });
    throw error;
  }
}

function stateOf(
  table: HttpTable,
  before: HttpProgress,
  accepted: Accepted,
  running: Running | undefined,
): HttpProgress | undefined {
  const { mark, twice } = accepted.read();
  const counted = twice === undefined ? {} : { twice };
  if (running === undefined) return { ...(mark === undefined ? {} : { mark }), ...counted };
  if (cuttingOf(table.config) !== "resumed") return undefined;
  const next = table.kept(running.next);
  return {
    ...(before.mark === undefined ? {} : { mark: before.mark }),
    running: { ...running, next, ...(mark === undefined ? {} : { mark }) },
    ...counted,
  };
}
