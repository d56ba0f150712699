import type { Query } from "@cubejs-client/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMartFixture, type MartFixture } from "./mart-fixture.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

let marts: MartFixture;
let served: ServedLayer;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer(marts.config);
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

function sumOf(rows: readonly unknown[], member: string): number {
  return rows.reduce<number>((sum, row) => {
    const value: unknown = typeof row === "object" && row ? Reflect.get(row, member) : undefined;
    return sum + Number(value);
  }, 0);
}

const byYear: Query = {
  measures: ["sales.net_revenue", "sales.margin_rate"],
  dimensions: ["sales.category_name"],
  timeDimensions: [
    {
      dimension: "sales.order_date",
      granularity: "year",
      dateRange: ["2012-01-01", "2013-12-31"],
    },
  ],
  order: [
    ["sales.order_date", "asc"],
    ["sales.category_name", "asc"],
  ],
};

describe("Cube's own client", () => {
  it("pivots a result into a table, series and a chart", async () => {
    const result = await served.client.load(byYear);
    expect(result.tablePivot()).toHaveLength(6);
    const pivotConfig = { x: ["sales.order_date.year"], y: ["sales.category_name", "measures"] };
    expect(result.chartPivot(pivotConfig).map(({ x }) => x)).toEqual([
      "2012-01-01T00:00:00.000",
      "2013-01-01T00:00:00.000",
    ]);
    expect(result.series(pivotConfig).map(({ key }) => key)).toContain(
      "Category 1,sales.net_revenue",
    );
    expect(result.pivot(pivotConfig)[0]?.yValuesArray).toHaveLength(6);
  });

  it("reads the compact format as it reads the plain one", async () => {
    const plain = await served.client.load(byYear);
    const compact = await served.client.load({ ...byYear, responseFormat: "compact" });
    expect(compact.tablePivot()).toEqual(plain.tablePivot());
  });

  it("drills from a cell to the lines behind it", async () => {
    const result = await served.client.load(byYear);
    const query = result.drillDown(
      { xValues: ["2013-01-01T00:00:00.000"], yValues: ["Category 1", "sales.net_revenue"] },
      { x: ["sales.order_date.year"], y: ["sales.category_name", "measures"] },
    );
    if (!query) throw new Error("no drill-down query");
    const lines = await served.client.load({ ...query, ungrouped: true });
    const expected = await served.sql(`
      select count(*)::int as lines, sum(net_amount) as net from sales.fct_order_line
      join shared.dim_product_current using (product_key)
      where category_name = 'Category 1' and year(order_date) = 2013`);
    expect(lines.rawData()).toHaveLength(Number(expected[0]?.["lines"]));
    expect(sumOf(lines.rawData(), "sales.net_amount")).toBeCloseTo(Number(expected[0]?.["net"]), 3);
  });

  it("gets the number of all rows beside a page", async () => {
    const result = await served.client.load({
      dimensions: ["sales.order_id", "sales.order_line_number"],
      ungrouped: true,
      total: true,
      limit: 10,
      offset: 590,
      order: { "sales.order_id": "asc", "sales.order_line_number": "asc" },
    });
    expect(result.totalRows()).toBe(600);
    expect(result.rawData()).toHaveLength(10);
  });

  it("compares periods", async () => {
    const result = await served.client.load({
      measures: ["sales.net_revenue"],
      timeDimensions: [
        {
          dimension: "sales.order_date",
          granularity: "month",
          compareDateRange: [
            ["2012-01-01", "2012-12-31"],
            ["2013-01-01", "2013-12-31"],
          ],
        },
      ],
    });
    const parts = result.decompose();
    expect(parts).toHaveLength(2);
    expect(result.series()).toHaveLength(2);
    const expected = await served.sql(`
      select sum(net_amount)::double as net from sales.fct_order_line
      where year(order_date) = 2013`);
    const second = parts[1]?.rawData() ?? [];
    expect(second).toHaveLength(12);
    expect(sumOf(second, "sales.net_revenue")).toBeCloseTo(Number(expected[0]?.["net"]), 3);
  });

  it("blends two views over time", async () => {
    const over = (view: string): Query => ({
      measures: [`${view}.net_revenue`],
      timeDimensions: [
        {
          dimension: `${view}.order_date`,
          granularity: "year",
          dateRange: ["2012-01-01", "2013-12-31"],
        },
      ],
    });
    const result = await served.client.load([over("sales"), over("orders")]);
    const rows = result.chartPivot();
    expect(rows).toHaveLength(2);
    expect(rows[0]?.["sales.net_revenue"]).toBe(rows[0]?.["orders.net_revenue"]);
  });

  it("reads the catalogue", async () => {
    const meta = await served.client.meta();
    expect(meta.resolveMember("sales.net_revenue", "measures")).toMatchObject({
      shortTitle: "Net revenue",
      format: "currency",
    });
    const hierarchies = meta.cubes.find(({ name }) => name === "sales")?.hierarchies ?? [];
    expect(hierarchies.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["sales.calendar", "sales.product"]),
    );
  });

  it("shows the SQL of a query", async () => {
    const sql = await served.client.sql({ measures: ["sales.net_revenue"] });
    expect(sql.sql()).toContain("sales.fct_order_line");
  });

  it("learns which member is unknown", async () => {
    await expect(served.client.load({ measures: ["sales.profit"] })).rejects.toThrow(
      "There is no measure sales.profit",
    );
  });
});
