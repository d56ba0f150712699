import type { Query } from "@cubejs-client/core";
import { describe, expect, it } from "vitest";
import { ApiFault } from "../../dashboards/api/api-fault.js";
import { loadSnapshot, monthPoints } from "../../dashboards/state/board-snapshot.js";
import { parseState } from "../../dashboards/state/board-state.js";
import type { StatusResponse } from "../../server/contract.js";
import { salesBoard } from "./sample-board.js";

const status: StatusResponse = {
  granary: true,
  dataDirId: "d",
  version: 7,
  publishedAt: "2014-01-01T00:00:00Z",
  asOfDate: "2013-12-31",
  tests: { passed: 1, failed: 0, warned: 0 },
  name: "Test",
  currency: "USD",
  timezone: "UTC",
  locale: "en",
  rows: {},
};

const request = (search = "") => ({
  board: salesBoard,
  status,
  state: parseState(search, salesBoard),
  rowLimit: 2,
});

describe("a snapshot", () => {
  it("lets one tile fail by itself", async () => {
    const snapshot = await loadSnapshot(request(), (query) =>
      query.dimensions
        ? Promise.reject(new ApiFault(500, { message: "no memory" }))
        : Promise.resolve([{ "sales.net_revenue": "5.0000" }]),
    );
    const outcomes = snapshot.tiles.map((part) =>
      "data" in part ? part.data.kind : part.fault.message,
    );
    expect(outcomes).toEqual(["figure", "figure", "figure", "months", "no memory"]);
  });

  it("asks for one row more than it shows, to know whether there are more", async () => {
    const asked: Query[] = [];
    const snapshot = await loadSnapshot(request(), (query) => {
      asked.push(query);
      return Promise.resolve(
        ["a", "b", "c"].map((name) => ({ "sales.category_name": name, "sales.order_count": "1" })),
      );
    });
    expect(asked.find((query) => query.dimensions)?.limit).toBe(3);
    const drill = snapshot.tiles.at(-1);
    expect(drill).toMatchObject({
      data: { more: true, rows: [{ name: "a" }, { name: "b" }], total: { orders: "1" } },
    });
  });

  it("has nothing to compare the whole past with", async () => {
    const snapshot = await loadSnapshot(request("?period=all"), () => Promise.resolve([]));
    expect(snapshot.previous).toBeNull();
    expect(snapshot.tiles[0]).toMatchObject({ data: { now: null, before: null } });
  });
});

describe("the months of a chart", () => {
  it("include those without data", () => {
    const points = monthPoints(new Map([["2013-02", "5"]]), {
      from: "2013-01-15",
      to: "2013-03-31",
    });
    expect(points.map(({ month, value, partial }) => ({ month, value, partial }))).toEqual([
      { month: "2013-01", value: null, partial: true },
      { month: "2013-02", value: "5", partial: false },
      { month: "2013-03", value: null, partial: false },
    ]);
    expect(points[0]?.range).toEqual({ from: "2013-01-15", to: "2013-01-31" });
  });

  it("begin with the first that has data when the start is open", () => {
    const points = monthPoints(new Map([["2013-11", "5"]]), {
      from: "1900-01-01",
      to: "2013-12-31",
    });
    expect(points.map((point) => point.month)).toEqual(["2013-11", "2013-12"]);
    expect(monthPoints(new Map(), { from: "1900-01-01", to: "2013-12-31" })).toEqual([]);
  });
});
