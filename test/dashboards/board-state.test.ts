import { describe, expect, it } from "vitest";
import {
  type BoardState,
  formatState,
  parseState,
  toggleSort,
} from "../../dashboards/state/board-state.js";
import { salesBoard } from "./sample-board.js";

const DEFAULT: BoardState = {
  period: "12m",
  from: null,
  to: null,
  month: null,
  path: [],
  sort: null,
};

describe("the address of a view", () => {
  it("is empty for the board's own defaults", () => {
    expect(formatState(DEFAULT, salesBoard, "")).toBe("");
    expect(parseState("", salesBoard)).toEqual(DEFAULT);
  });

  it.each<Partial<BoardState>>([
    { period: "ytd", path: ["Bikes", "Road Bikes"] },
    { period: "custom", from: "2013-01-10", to: "2013-02-01" },
    { month: "2013-06", sort: { column: "orders", descending: true } },
    { sort: { column: "name", descending: false } },
    { path: [null, "50% & more / 中文"] },
  ])("carries the view there and back: %o", (change) => {
    const state = { ...DEFAULT, ...change };
    expect(parseState(formatState(state, salesBoard, ""), salesBoard)).toEqual(state);
  });

  it("keeps what belongs to others", () => {
    expect(formatState({ ...DEFAULT, period: "all" }, salesBoard, "?lang=zh&period=ytd")).toBe(
      "?lang=zh&period=all",
    );
  });

  it.each([
    "?period=decade",
    "?period=custom&from=2013-02-30&to=2013-03-01",
    "?period=custom",
    "?month=2013-13",
    "?sort=-colour",
  ])("falls back to the default where it makes no sense: %s", (search) => {
    expect(parseState(search, salesBoard)).toEqual(DEFAULT);
  });

  it("puts the earlier day first and cuts a path deeper than the table", () => {
    expect(parseState("?period=custom&from=2013-05-01&to=2013-01-01", salesBoard)).toMatchObject({
      from: "2013-01-01",
      to: "2013-05-01",
    });
    expect(parseState("?drill=a&drill=b&drill=c", salesBoard).path).toEqual(["a", "b"]);
  });
});

describe("sorting", () => {
  it("begins with the largest measure and with the first name, and turns round on the second click", () => {
    const byName = toggleSort({ column: "orders", descending: true }, "name");
    expect(byName).toEqual({ column: "name", descending: false });
    expect(toggleSort(byName, "name")).toEqual({ column: "name", descending: true });
    expect(toggleSort(byName, "orders")).toEqual({ column: "orders", descending: true });
  });
});
