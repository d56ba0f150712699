import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { httpSource } from "../../ingest/http/http-source.js";
import type { HttpEffects } from "../../ingest/rate-limit.js";
import type { Extract, Source, SourceState } from "../../ingest/source.js";
import { httpSource as httpSchema } from "../../warehouse/config-http.js";
import { GranaryError } from "../../warehouse/errors.js";

interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage["headers"];
  body: string;
}

/** What a test's API answers with: a value as JSON, or anything it writes itself (then undefined). */
type Answer = (asked: Asked, response: ServerResponse, count: number) => unknown;

/** A real HTTP server on this machine, closed after the test. */
interface Api {
  url: string;
  port: number;
  asked: Asked[];
}

export async function api(answer: Answer): Promise<Api> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://api.test");
      const one = {
        method: request.method ?? "",
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body,
      };
      asked.push(one);
      const value = answer(one, response, asked.length);
      if (value === undefined) return;
      response.setHeader("content-type", "application/json");
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, port, asked };
}

/** A clock that only sleeping moves. `random` is one half. */
interface FakeTime extends HttpEffects {
  slept: number[];
}

export function fakeTime(addresses: Record<string, string[]> = {}): FakeTime {
  let now = Date.parse("2024-05-01T10:00:00Z");
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    lookup: (host) =>
      Promise.resolve(
        (addresses[host] ?? ["127.0.0.1"]).map((address) => ({
          address,
          family: address.includes(":") ? 6 : 4,
        })),
      ),
  };
}

interface Extraction {
  pieces: (Extract & { lines: string[] })[];
  lines: string[];
  time: FakeTime;
}

interface Options {
  /** Settings of the one table, "t". */
  table?: Record<string, unknown>;
  source?: Record<string, unknown>;
  state?: SourceState;
  chunkRows?: number;
  /** Stop after so many pieces, as a killed process does. */
  stopAfter?: number;
  time?: FakeTime;
}

export function sourceOver(url: string, options: Options = {}): Source {
  const parsed = httpSchema.parse({
    type: "http",
    base_url: url,
    allow_hosts: ["127.0.0.1"],
    ...options.source,
    tables: { t: { path: "/things", ...options.table } },
  });
  return httpSource("crm", parsed, options.time ?? fakeTime());
}

/** Extracts the table of a source over `url` and reads its pieces. */
export async function extract(url: string, options: Options = {}): Promise<Extraction> {
  const time = options.time ?? fakeTime();
  const source = sourceOver(url, { ...options, time });
  const spoolDir = mkdtempSync(join(tmpdir(), "granary-http-"));
  onTestFinished(() => {
    rmSync(spoolDir, { recursive: true, force: true });
  });
  const open = await source.open();
  const pieces: Extraction["pieces"] = [];
  try {
    const config = source.tables["t"];
    if (config === undefined) throw new Error("no table");
    const request = {
      table: "t",
      config,
      state: options.state,
      spoolDir,
      onRows: () => undefined,
      signal: new AbortController().signal,
      chunkRows: options.chunkRows ?? 1_000_000,
    };
    for await (const piece of open.extracts(request)) {
      const lines = readFileSync(piece.path, "utf8").split("\n").slice(0, -1);
      const state = piece.state && (JSON.parse(JSON.stringify(piece.state)) as SourceState);
      pieces.push({ ...piece, lines, ...(state === undefined ? {} : { state }) });
      if (pieces.length === options.stopAfter) break;
    }
  } finally {
    await open.close();
  }
  return { pieces, lines: pieces.flatMap((piece) => piece.lines), time };
}

/** The typed error an extraction ends with. */
export async function failure(url: string, options: Options = {}): Promise<GranaryError> {
  try {
    await extract(url, options);
  } catch (error) {
    if (error instanceof GranaryError) return error;
    throw error;
  }
  throw new Error("the extraction did not fail");
}

export function ids(lines: readonly string[]): unknown[] {
  return lines.map((line) => (JSON.parse(line) as { id: unknown }).id);
}
