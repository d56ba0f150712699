import type { Pagination } from "../../warehouse/config-http.js";
import type { HttpAnswer } from "./http-send.js";
import { scalarText, valueAt, type Slice } from "../json-text.js";

/** Which page to ask for; small and plain, so that it can be kept as state. */
export interface PageToken {
  /** Page number, or the offset of the first record. */
  at?: number;
  cursor?: string;
  /** Address of the page, as the API gave it. */
  url?: string;
}

/** A page as the decision about the next one needs it. */
interface ReadPage {
  answer: HttpAnswer;
  /** The body's root. */
  root: Slice;
  records: number;
  /** Records of this page and all before it. */
  seen: number;
  /** What the API says there are. */
  total: number | undefined;
}

export function firstPage(pagination: Pagination): PageToken {
  if (pagination.type === "page") return { at: pagination.start };
  return pagination.type === "offset" ? { at: 0 } : {};
}

/** The parameters that ask for a page. A page with an address of its own needs none. */
export function pageParams(pagination: Pagination, token: PageToken): Record<string, string> {
  if (pagination.type === "none" || token.url !== undefined) return {};
  const { size, size_param } = pagination;
  return {
    ...(size === undefined || size_param === undefined ? {} : { [size_param]: String(size) }),
    ...(token.at !== undefined && "param" in pagination
      ? { [pagination.param]: String(token.at) }
      : {}),
    ...(token.cursor !== undefined && "param" in pagination
      ? { [pagination.param]: token.cursor }
      : {}),
  };
}

/**
 * The page behind one that was read; undefined at the end. A short page is no end: servers cut sizes down. Numbered
 * pages end with an empty one, or where `more` or `total` say so.
 */
export function nextPage(
  pagination: Pagination,
  token: PageToken,
  page: ReadPage,
): PageToken | undefined {
  switch (pagination.type) {
    case "none":
      return undefined;
    case "page":
    case "offset": {
      const isLast = page.records === 0 || page.seen >= (page.total ?? Number.POSITIVE_INFINITY);
      if (isLast || isFalse(page, pagination.more)) return undefined;
      const step = pagination.type === "page" ? 1 : page.records;
      return { at: (token.at ?? 0) + step };
    }
    case "cursor": {
      const cursor = filledAt(page, pagination.next);
      return cursor === undefined || isFalse(page, pagination.more) ? undefined : { cursor };
    }
    case "link":
      return absolute(linkNext(page.answer.headers["link"]), page.answer.url);
    case "next_url": {
      if (pagination.done !== undefined && textAt(page, pagination.done) === "true") {
        return undefined;
      }
      return absolute(filledAt(page, pagination.next), page.answer.url);
    }
  }
}

const LINK = /<([^>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"[^"]*"|[^\s",;]+))?)*)/g;
const LINK_PARAMETER = /;\s*([^\s=;,"]+)(?:\s*=\s*(?:"([^"]*)"|([^\s",;]+)))?/g;

/** The target of `rel="next"` in a Link header. */
export function linkNext(header: string | undefined): string | undefined {
  for (const [, target, parameters = ""] of (header ?? "").matchAll(LINK)) {
    for (const [, name = "", quoted, bare] of parameters.matchAll(LINK_PARAMETER)) {
      const relations = (quoted ?? bare ?? "").toLowerCase().split(/\s+/);
      if (name.toLowerCase() === "rel" && relations.includes("next")) return target;
    }
  }
  return undefined;
}

function absolute(target: string | undefined, base: URL): PageToken | undefined {
  if (target === undefined) return undefined;
  return { url: URL.canParse(target, base.href) ? new URL(target, base).href : target };
}

function textAt({ answer, root }: ReadPage, path: string): string | undefined {
  const at = valueAt(answer.text, root, path);
  return at === undefined ? undefined : scalarText(answer.text, at);
}

function filledAt(page: ReadPage, path: string): string | undefined {
  const text = textAt(page, path);
  return text === "" || text === "false" ? undefined : text;
}

function isFalse(page: ReadPage, path: string | undefined): boolean {
  if (path === undefined) return false;
  const text = textAt(page, path);
  return text === undefined || text === "false";
}
