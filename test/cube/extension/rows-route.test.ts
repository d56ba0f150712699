import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AnswerRow } from "../../../cube/asking.js";
import { rowsRoute } from "../../../cube/extension/rows-route.js";
import { messageOf } from "../../../warehouse/errors.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";

let marts: AskedMarts;
let server: Server;
let url: string;
const outcomes: { rows: number; complete: boolean }[] = [];

beforeAll(async () => {
  marts = await askSmallMarts();
  const app = express();
  app.use(express.json());
  const route = rowsRoute((request, response) =>
    Promise.resolve({
      read: () => Promise.resolve(request.body as unknown),
      ask: marts.ask,
      members: marts.members,
      refuse: (error) => response.status(400).json({ error: messageOf(error) }),
      answered: (outcome) => outcomes.push(outcome),
    }),
  );
  app.post("/rows", route);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/rows`;
});

beforeEach(() => {
  outcomes.length = 0;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await marts.close();
});

const post = (body: unknown): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

interface Page {
  data: AnswerRow[];
  next: string | null;
  total: number | null;
  annotation: object;
  error?: string;
}

const TICKS = { query: { measures: ["ticks.ticks"] } };

describe("the route for rows", () => {
  it("gives pages that follow each other to the end", async () => {
    const keys: unknown[] = [];
    let after: string | null = null;
    do {
      const response = await post({
        query: {
          measures: ["ticks.ticks"],
          timeDimensions: [
            { dimension: "ticks.tick_date", dateRange: ["2013-01-02", "2013-01-03"] },
          ],
        },
        columns: ["ticks.kind", "ticks.tick_key"],
        limit: 3000,
        total: true,
        ...(after !== null && { after }),
      });
      const page = (await response.json()) as Page;
      expect(page.total).toBe(8000);
      keys.push(...page.data.map((row) => row["ticks.tick_key"]));
      after = page.next;
    } while (after !== null);
    expect(keys).toHaveLength(8000);
    expect(new Set(keys).size).toBe(8000);
    expect(outcomes).toEqual([3000, 3000, 2000].map((rows) => ({ rows, complete: true })));
  });

  it("streams every row as NDJSON, more than one answer of Cube's holds", async () => {
    const response = await post({ ...TICKS, columns: ["ticks.tick_key"], format: "ndjson" });
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    const rows = (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as AnswerRow);
    expect(rows).toHaveLength(120_000);
    expect(new Set(rows.map((row) => row["ticks.tick_key"])).size).toBe(120_000);
    expect(rows.every((row) => row["ticks.ticks"] === "1")).toBe(true);
    expect(outcomes).toEqual([{ rows: 120_000, complete: true }]);
  });

  it("streams CSV with quotes where they are needed", async () => {
    const response = await post({
      ...TICKS,
      query: {
        measures: ["ticks.ticks"],
        dimensions: ["ticks.kind"],
        timeDimensions: [{ dimension: "ticks.tick_date", dateRange: ["2013-01-01", "2013-01-01"] }],
      },
      cell: { "ticks.kind": "K1" },
      format: "csv",
    });
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toBe("ticks.tick_date,ticks.kind,ticks.note,ticks.ticks");
    expect(lines[1]).toBe('2013-01-01T00:00:00.000,K1,"a, ""b""",1');
    expect(lines.at(-2)).toBe("2013-01-01T00:00:00.000,K1,,1");
    expect(lines).toHaveLength(1 + 1333 + 1);
  });

  it("stops asking when the client goes away", async () => {
    const controller = new AbortController();
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...TICKS, format: "csv" }),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    marts.asked.length = 0;
    controller.abort();
    while (outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(outcomes).toMatchObject([{ complete: false }]);
    expect(marts.asked.length).toBeLessThan(3);
  });

  it.each([
    [{ ...TICKS, format: "xls" }, "format"],
    [{ ...TICKS, limit: 50_001 }, "limit"],
    [{ ...TICKS, after: "x" }, "after"],
    [{ ...TICKS, after: "x", offset: 1 }, "offset"],
    [{ ...TICKS, columns: ["sales.city"], format: "csv" }, "columns"],
    [{}, "query"],
  ])("refuses %j", async (body, message) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Page).error).toContain(message);
  });
});
