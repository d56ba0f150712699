import { createHash } from "node:crypto";
import type { HttpTableConfig } from "../../warehouse/config-http.js";
import { GranaryError } from "../../warehouse/errors.js";
import { firstPage, nextPage, type PageToken } from "./http-pages.js";
import type { Running } from "./http-progress.js";
import { recordLine } from "../json-numbers.js";
import { recordSlices } from "./http-records.js";
import { TransientFailure, type HttpAnswer } from "./http-send.js";
import { JsonFault, jsonRoot, scalarText, valueAt, type Slice } from "../json-text.js";

/** One record of a page: its line, and the values that tell it from others. */
interface PageRecord {
  line: string;
  key: string | undefined;
  cursor: string | undefined;
}

export interface WalkedPage {
  records: readonly PageRecord[];
  /** Where to go on; undefined behind the last page. */
  next: Running | undefined;
  /** Records still to come behind this page, where the API says how many there are. */
  left: number | undefined;
}

interface ParsedPage {
  answer: HttpAnswer;
  root: Slice;
  slices: readonly Slice[];
  hash: string;
}

/** Fetches one page and hands its answer to `read`, again if `read` throws TransientFailure. */
export type Fetch = <T>(token: PageToken, read: (answer: HttpAnswer) => T) => Promise<T>;

/**
 * The pages of a table from the first, or from where an extraction was cut short. A page that comes twice and an
 * address or cursor that repeats end the walk with an error: they would never end, or load rows twice.
 *
 * @throws GranaryError INGEST_HTTP_LOOP, INGEST_HTTP_FAILED, INGEST_HTTP_REFUSED
 */
export async function* walkPages(
  where: string,
  table: HttpTableConfig,
  fetch: Fetch,
  start: Running,
): AsyncGenerator<WalkedPage, undefined> {
  const { pagination } = table;
  const drop = new Set(table.drop);
  const visited = new Set<string>();
  const hashes = new Set<string>(start.lastPage === undefined ? [] : [start.lastPage]);
  const parse = (answer: HttpAnswer): ParsedPage => parsePage(where, table, answer);
  let { next: token, pages, seen }: { next: PageToken; pages: number; seen: number } = start;
  for (;;) {
    if (pages >= pagination.max_pages) throw endless(where, pagination.max_pages);
    if (visited.has(JSON.stringify(token)))
      throw repeated(where, "leads back to a page", pages + 1);
    visited.add(JSON.stringify(token));
    let page = await fetch(token, parse);
    // A cache may have answered with the page before; asked again, it may not.
    if (isRepeated(page, hashes)) page = await fetch(token, parse);
    if (isRepeated(page, hashes)) throw repeated(where, "sends a page again", pages + 1);
    hashes.add(page.hash);

    const { answer, root, slices } = page;
    pages += 1;
    seen += slices.length;
    const total = table.total === undefined ? undefined : totalAt(where, table.total, page);
    const read = { answer, root, records: slices.length, seen, total };
    const following = pagination.type === "none" ? undefined : nextPage(pagination, token, read);
    if (following === undefined) checkTotal(where, seen, total);
    yield {
      left: total === undefined ? undefined : Math.max(0, total - seen),
      records: slices.map((at) => recordOf(table, answer.text, at, drop)),
      next:
        following === undefined
          ? undefined
          : { startedAt: start.startedAt, next: following, pages, seen, lastPage: page.hash },
    };
    if (following === undefined) return;
    token = following;
  }
}

/** A walk from the beginning. */
export function walkStart(table: HttpTableConfig, now: number): Running {
  return { startedAt: now, next: firstPage(table.pagination), pages: 0, seen: 0 };
}

function parsePage(where: string, table: HttpTableConfig, answer: HttpAnswer): ParsedPage {
  const { text } = answer;
  if (answer.status === 204) return { answer, root: { start: 0, end: 0 }, slices: [], hash: "" };
  let root: Slice;
  try {
    root = jsonRoot(text);
  } catch (error) {
    if (error instanceof JsonFault) throw new TransientFailure(`the body ${error.message}`);
    throw error;
  }
  const slices = recordSlices(text, root, table.records);
  if (slices === undefined) {
    throw new GranaryError("INGEST_HTTP_FAILED", {
      message:
        table.records === undefined
          ? `${where}: the response is neither an array nor an object with exactly one array.`
          : `${where}: the response has no records at "${table.records}".`,
      hint: `Set ${where}.records to the path of the array of records, for example data.items.`,
    });
  }
  const hash = createHash("sha256");
  for (const { start, end } of slices) hash.update(text.slice(start, end)).update("\n");
  return { answer, root, slices, hash: hash.digest("base64url").slice(0, 22) };
}

function isRepeated(page: ParsedPage, hashes: ReadonlySet<string>): boolean {
  return page.slices.length > 0 && hashes.has(page.hash);
}

function recordOf(
  table: HttpTableConfig,
  text: string,
  at: Slice,
  drop: ReadonlySet<string>,
): PageRecord {
  const value = (path: string): string | undefined => {
    const found = valueAt(text, at, path);
    return found === undefined ? undefined : scalarText(text, found);
  };
  const key = table.primaryKey?.map(value);
  return {
    line: recordLine(text, at, drop),
    key: key === undefined || key.includes(undefined) ? undefined : JSON.stringify(key),
    cursor: table.cursor === undefined ? undefined : value(table.cursor),
  };
}

function totalAt(where: string, path: string, { answer, root }: ParsedPage): number {
  const at = valueAt(answer.text, root, path);
  const total = at === undefined ? "" : (scalarText(answer.text, at) ?? "");
  if (/^\d+$/.test(total)) return Number(total);
  throw new GranaryError("INGEST_HTTP_FAILED", {
    message: `${where}: the response has no number at "${path}".`,
    hint: `Correct ${where}.total, or leave it out.`,
  });
}

function checkTotal(where: string, seen: number, total: number | undefined): void {
  if (total === undefined || seen === total) return;
  throw new GranaryError("INGEST_HTTP_FAILED", {
    message: `${where}: the API says it has ${String(total)} records and sent ${String(seen)}.`,
    hint: "Records that came or went while the pages were read explain a difference: run again. If it stays, correct pagination.",
  });
}

function endless(where: string, pages: number): GranaryError {
  return new GranaryError("INGEST_HTTP_LOOP", {
    message: `${where}: the API has more than ${String(pages)} pages.`,
    hint: `If that is right, raise ${where}.pagination.max_pages.`,
  });
}

function repeated(where: string, what: string, page: number): GranaryError {
  return new GranaryError("INGEST_HTTP_LOOP", {
    message: `${where}: the API ${what} it sent before (page ${String(page)} of this extraction).`,
    hint: `Check ${where}.pagination: an API that does not know a parameter ignores it and sends the first page again.`,
  });
}
