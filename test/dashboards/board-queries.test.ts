import { describe, expect, it } from "vitest";
import {
  checkMeasures,
  figuresQuery,
  levelQuery,
  monthsQuery,
  pathScope,
  rowsQuery,
} from "../../dashboards/state/board-queries.js";
import { drillTile, salesBoard } from "./sample-board.js";

const range = { from: "2013-01-01", to: "2013-12-31" };
const days = { dimension: "sales.order_date", dateRange: ["2013-01-01", "2013-12-31"] };

describe("a level's query", () => {
  it("filters by the members on the path and orders without ties", () => {
    const scope = pathScope(drillTile, ["Bikes"], range);
    const sort = { column: "orders", descending: true };
    expect(levelQuery(salesBoard, drillTile, scope, sort, 11)).toEqual({
      measures: [
        "sales.net_revenue",
        "sales.order_count",
        "sales.average_order_value",
        "sales.margin_rate",
      ],
      dimensions: ["sales.subcategory_name"],
      timeDimensions: [days],
      filters: [{ member: "sales.category_name", operator: "equals", values: ["Bikes"] }],
      order: [
        ["sales.order_count", "desc"],
        ["sales.subcategory_name", "asc"],
      ],
      limit: 11,
    });
  });

  it("finds the member without a name", () => {
    const scope = pathScope(drillTile, [null], range);
    expect(figuresQuery(salesBoard, ["orders"], scope)).toMatchObject({
      filters: [{ member: "sales.category_name", operator: "notSet" }],
    });
  });
});

describe("a total's query", () => {
  it("has no dimension, so the engine computes it at its own grain", () => {
    const query = figuresQuery(salesBoard, ["average_order_value"], { range, filters: [] });
    expect(query).toEqual({ measures: ["sales.average_order_value"], timeDimensions: [days] });
  });
});

describe("the months' query", () => {
  it("asks once for all figures and bars", () => {
    expect(monthsQuery(salesBoard, range)).toMatchObject({
      measures: ["sales.net_revenue", "sales.order_count", "sales.average_order_value"],
      timeDimensions: [{ ...days, granularity: "month" }],
    });
  });
});

describe("the rows behind a figure", () => {
  it("come in a total order, page by page, with their sorting members", () => {
    const scope = pathScope(drillTile, ["Bikes", "Road Bikes"], range);
    const query = rowsQuery(salesBoard, scope, { limit: 50, offset: 100 });
    expect(query).toMatchObject({
      ungrouped: true,
      limit: 50,
      offset: 100,
      order: [
        ["sales.source_system", "asc"],
        ["sales.order_id", "asc"],
        ["sales.order_line_number", "asc"],
      ],
    });
    expect(query.dimensions).toContain("sales.source_system");
    expect(new Set(query.dimensions).size).toBe(query.dimensions?.length);
  });

  it("are checked by their number, documents and sum, and by what a ratio is made of", () => {
    expect(checkMeasures(salesBoard, "net_revenue")).toEqual([
      "order_lines",
      "orders",
      "net_revenue",
    ]);
    expect(checkMeasures(salesBoard, "margin_rate")).toEqual([
      "order_lines",
      "orders",
      "net_revenue",
      "margin_rate",
      "margin",
    ]);
  });
});
