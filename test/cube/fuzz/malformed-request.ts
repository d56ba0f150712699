import { gzipSync } from "node:zlib";
import { malformedQuery, malformedRowsRequest } from "./malformed-query.js";
import type { Random } from "./random.js";

/** A request as the sender writes it; `body` goes out as it is. */
export interface MalformedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

const ROUTES = ["load", "load", "load", "load", "sql", "dry-run", "rows", "meta"] as const;
const METHODS = ["POST", "POST", "POST", "POST", "GET", "GET", "PUT", "DELETE", "PATCH"] as const;

const HEADERS = [
  {},
  {},
  {},
  { "content-type": "text/plain" },
  { "content-type": "application/json; charset=utf-99" },
  { "content-type": "multipart/form-data" },
  { "content-type": "" },
  { "content-encoding": "gzip" },
  { "content-encoding": "snappy" },
  { "x-granary-version": "abc" },
  { "x-granary-version": "99999" },
  { "x-granary-version": "-1" },
  { "x-request-id": "x".repeat(5_000) },
  { "x-request-id": "../../etc/passwd" },
  { "if-none-match": '*, W/"", "' },
  { authorization: "Bearer " + "a.".repeat(2_000) },
  { authorization: "Basic ???" },
  { cookie: "=;=;;granary=%E0%A4%A" },
  { accept: "image/png" },
  { range: "bytes=5-1" },
  { expect: "100-continue" },
] as const satisfies readonly Record<string, string>[];

/** Beside the semantic layer. */
const PLACES = [
  "/api/boards/..%2f..%2fgranary",
  "/api/boards/%E0%A4%A",
  "/api/boards/__proto__",
  "/api/versions?x[__proto__]=1",
  "/api/status",
  "/api/nothing",
  "/sign-in",
  "/sign-in/callback?state=x&code=%00",
  "/sign-in?return=//elsewhere",
  "/sign-out",
  "/assets/..%2f..%2fpackage.json",
  "/%00",
  "/%E0%A4%A",
  "//cubejs-api/v1/load",
  "/cubejs-api/v1/load/..",
  "/cubejs-api/v1/LOAD",
  "/cubejs-api/v1/constructor",
  "*",
] as const;

const QUERY_STRINGS = [
  "",
  "?",
  "?query",
  "?query=",
  "?query=%E0%A4%A",
  "?query={",
  "?query=%7B%7D&query=%7B%7D",
  "?query[]=1&query[a]=2",
  "?queryType=multi",
  "?query=null&queryType=%00",
  "?".padEnd(9_000, "&a"),
] as const;

const BODIES: readonly [(random: Random) => Buffer, ...((random: Random) => Buffer)[]] = [
  () => Buffer.alloc(0),
  () => Buffer.from("{"),
  () => Buffer.from('{"query":'),
  () => Buffer.from("null"),
  () => Buffer.from('"query"'),
  () => Buffer.from('{"query":"{"}'),
  () => Buffer.from('{"query":{"measures":["sales.net_revenue"]},"query":5}'),
  () => Buffer.from('{"query":{"__proto__":{"limit":-1}}}'),
  () => Buffer.from(`{"query":${"[".repeat(50_000)}${"]".repeat(50_000)}}`),
  () => Buffer.from(`{"query":{"filters":${'[{"or":'.repeat(20_000)}1${"}]".repeat(20_000)}}}`),
  () => Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x7d]),
  () => gzipSync('{"query":{"measures":["sales.net_revenue"]}}'),
  (random) => Buffer.from(Array.from({ length: 300 }, () => random.below(256))),
  (random) => cut(Buffer.from(JSON.stringify({ query: malformedQuery(random) })), random),
];

const TEN_MEGABYTES = 10 << 20;

/** 10 MB of a query: rarely, because each takes a while to send. */
export function tenMegabytes(): MalformedRequest {
  const values = `"${"x".repeat(TEN_MEGABYTES)}"`;
  const query = `{"filters":[{"member":"sales.country_name","operator":"equals","values":[${values}]}]}`;
  return {
    method: "POST",
    path: "/cubejs-api/v1/load",
    headers: { "content-type": "application/json" },
    body: Buffer.from(`{"query":${query}}`),
  };
}

/** Wrong in its query, its text, its headers or its address. */
export function malformedRequest(random: Random): MalformedRequest {
  return random.chance(0.1) ? elsewhere(random) : malformedQuestion(random);
}

function elsewhere(random: Random): MalformedRequest {
  const method = random.pick(METHODS);
  const headers = {
    "content-type": random.pick(["application/json", "application/x-www-form-urlencoded"]),
    ...random.pick(HEADERS),
  };
  const body = method === "GET" ? null : random.pick(BODIES)(random);
  return { method, path: random.pick(PLACES), headers, body };
}

function malformedQuestion(random: Random): MalformedRequest {
  const name = random.pick(ROUTES);
  const route = `/cubejs-api/v1/${name}`;
  const question = (): unknown =>
    name === "rows"
      ? malformedRowsRequest(random)
      : { query: malformedQuery(random), queryType: "multi" };
  const method = random.pick(METHODS);
  const headers = { "content-type": "application/json", ...random.pick(HEADERS) };
  if (method !== "GET") {
    const body = random.chance(0.25)
      ? random.pick(BODIES)(random)
      : Buffer.from(JSON.stringify(question()));
    return { method, path: route, headers, body };
  }
  const query = random.chance(0.3)
    ? random.pick(QUERY_STRINGS)
    : name === "rows"
      ? `?request=${inAddress(malformedRowsRequest(random))}`
      : `?query=${inAddress(malformedQuery(random))}`;
  return { method, path: route + query, headers, body: null };
}

function cut(text: Buffer, random: Random): Buffer {
  return text.subarray(0, random.below(text.length));
}

/** As JSON; addresses hold no half of a surrogate pair. */
function inAddress(question: unknown): string {
  return encodeURIComponent(JSON.stringify(question).replace(/[\ud800-\udfff]/g, "?"));
}
