import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BOARDS_DIR } from "../dashboards/sample-board.js";
import { listBoards, readBoard } from "../../server/board-file.js";
import { startTestServer } from "./started-server.js";

const GOOD = `
title: { en: Small, zh: 小 }
description: { en: d, zh: d }
time: sales.order_date
measures:
  revenue: { member: sales.net_revenue, label: { en: R, zh: R }, format: money }
tiles:
  - { kind: figure, measure: revenue }
rows:
  count: revenue
  documents: revenue
  sum: revenue
  columns:
    - { member: sales.order_id, label: { en: O, zh: O }, format: text }
  order: [sales.order_id]
`;

async function board(url: string, id: string): Promise<{ status: number; error: unknown }> {
  const response = await fetch(`${url}/api/boards/${id}`);
  const body = (await response.json()) as { error?: unknown };
  return { status: response.status, error: body.error };
}

describe("the boards directory", () => {
  it("holds only boards that can be read", () => {
    const { boards } = listBoards(BOARDS_DIR);
    expect(boards.map(({ id }) => id)).toContain("sales");
    for (const { id } of boards) expect(readBoard(BOARDS_DIR, id).tiles.length).toBeGreaterThan(0);
  });

  it("is described by an example that can be read", async () => {
    const page = readFileSync(join(BOARDS_DIR, "../../docs/boards.md"), "utf8");
    const example = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? "";
    const { url } = await startTestServer({ boards: { "example.yml": example } });
    expect(await board(url, "example")).toEqual({ status: 200, error: undefined });
  });

  it("may be absent or empty", async () => {
    expect(listBoards("/nowhere/at/all")).toEqual({ boards: [] });
    const { url } = await startTestServer();
    expect(await board(url, "sales")).toMatchObject({
      status: 404,
      error: { code: "BOARD_UNKNOWN", hint: "The boards directory holds no .yml file." },
    });
  });
});

describe("a board file", () => {
  it("is read with its defaults", async () => {
    const { url } = await startTestServer({ boards: { "small.yml": GOOD } });
    const response = await fetch(`${url}/api/boards/small`);
    expect(await response.json()).toMatchObject({
      id: "small",
      period: "12m",
      measures: { revenue: { ratio: null } },
    });
  });

  it("with faults is listed without a title and says what is wrong where", async () => {
    const broken = GOOD.replace("measure: revenue", "measure: profit")
      .replace("format: money", "format: gold")
      .replace("time: sales.order_date", "time: order_date");
    const { url } = await startTestServer({ boards: { "bad.yml": broken, "small.yml": GOOD } });
    expect(await (await fetch(`${url}/api/boards`)).json()).toEqual({
      boards: [
        { id: "bad", title: null },
        { id: "small", title: { en: "Small", zh: "小" } },
      ],
    });
    const { status, error } = await board(url, "bad");
    expect(status).toBe(422);
    expect(error).toMatchObject({
      code: "BOARD_INVALID",
      message: "The board file bad.yml has 2 faults.",
    });
    expect((error as { details: string[] }).details).toEqual([
      'line 4, time: expected a member as "view.name"',
      expect.stringMatching(/^line 6, measures\.revenue\.format: Invalid option/),
    ]);
  });

  it("that lacks a setting says which", async () => {
    const { url } = await startTestServer({
      boards: { "bad.yml": GOOD.replace("time: sales.order_date", "") },
    });
    expect((await board(url, "bad")).error).toMatchObject({ details: ["time: is missing"] });
  });

  it("that names a measure nobody defined says so with the line", async () => {
    const broken = GOOD.replace("measure: revenue", "measure: profit");
    const { url } = await startTestServer({ boards: { "bad.yml": broken } });
    expect((await board(url, "bad")).error).toMatchObject({
      details: ['line 8, tiles.0.measure: no measure is called "profit"'],
    });
  });

  it("that is no YAML says so with the line", async () => {
    const { url } = await startTestServer({ boards: { "bad.yml": "title: { en: [\nx" } });
    const { error } = await board(url, "bad");
    expect(error).toMatchObject({ code: "BOARD_INVALID" });
    expect((error as { details: string[] }).details[0]).toMatch(/^line \d+: /);
  });

  it("cannot be reached outside the directory", async () => {
    const { url } = await startTestServer({ boards: { "small.yml": GOOD } });
    expect(await board(url, "..%2Fsmall")).toMatchObject({ status: 404 });
    expect(await board(url, "%00")).toMatchObject({ status: 404 });
    expect(await board(url, "%E0%A4%A")).toMatchObject({ status: 400 });
  });
});
