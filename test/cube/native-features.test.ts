import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Filter, Query } from "@cubejs-client/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMartFixture, type MartFixture } from "./mart-fixture.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

const MODEL = `
cubes:
  - name: fct_order_line
    sql_table: sales.fct_order_line
    public: false
    joins:
      - name: dim_product
        relationship: many_to_one
        sql: "{CUBE}.product_key = {dim_product}.product_key"
    measures:
      - name: lines
        type: count
        drill_members: [order_id, line_number, net_amount]
      - name: revenue
        sql: "{CUBE}.net_amount"
        type: sum
      - name: last_date
        sql: "{CUBE}.order_date"
        type: max
    dimensions:
      - { name: key, sql: "{CUBE}.order_line_key", type: number, primary_key: true }
      - { name: order_id, sql: "{CUBE}.order_id", type: string }
      - { name: line_number, sql: "{CUBE}.order_line_number", type: number }
      - { name: quantity, sql: "{CUBE}.quantity", type: number }
      - { name: net_amount, sql: "{CUBE}.net_amount", type: number }
      - { name: order_date, sql: "{CUBE}.order_date", type: time }
      - { name: is_large, sql: "({CUBE}.quantity > 5)", type: boolean }
    segments:
      - { name: large, sql: "{CUBE}.quantity > 5" }
      - { name: of_demo, sql: "{CUBE}.source_system = 'demo'" }
  - name: dim_product
    sql_table: shared.dim_product_current
    public: false
    dimensions:
      - { name: product_key, sql: "{CUBE}.product_key", type: number, primary_key: true }
      - { name: product_name, sql: "{CUBE}.product_name", type: string }
      - { name: brand, sql: "{CUBE}.brand_name", type: string }
views:
  - name: lines
    cubes:
      - { join_path: fct_order_line, includes: "*", excludes: [key] }
      - { join_path: fct_order_line.dim_product, includes: [product_name, brand] }
`;

let marts: MartFixture;
let served: ServedLayer;
let modelDir: string;

beforeAll(async () => {
  modelDir = mkdtempSync(join(tmpdir(), "granary-model-"));
  writeFileSync(join(modelDir, "lines.yml"), MODEL);
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer({ ...marts.config, modelDir });
});

afterAll(async () => {
  await served.close();
  await marts.close();
  rmSync(modelDir, { recursive: true });
});

async function plain(select: string, where = "true"): Promise<unknown> {
  const [row] = await served.sql(`select (${select})::varchar as value
    from sales.fct_order_line l join shared.dim_product_current p using (product_key) where ${where}`);
  return row?.["value"];
}

type Row = Readonly<Record<string, string | null>>;

async function rowsOf(query: Query): Promise<Row[]> {
  const rows: unknown[] = (await served.client.load(query)).rawData();
  return rows as Row[];
}

describe("filters", () => {
  it.each<[string, string, (string | number | boolean | null)[], string]>([
    ["product_name", "equals", ["Product 1"], "product_name = 'Product 1'"],
    [
      "product_name",
      "equals",
      ["Product 1", "Product 2"],
      "product_name in ('Product 1', 'Product 2')",
    ],
    ["product_name", "in", ["Product 1", "Unknown"], "product_name in ('Product 1', 'Unknown')"],
    ["product_name", "notEquals", ["Product 1"], "product_name <> 'Product 1'"],
    [
      "product_name",
      "notIn",
      ["Product 1", "Unknown"],
      "product_name not in ('Product 1', 'Unknown')",
    ],
    ["product_name", "contains", ["PRODUCT 1"], "product_name ilike '%product 1%'"],
    ["product_name", "contains", ["50%", "Unk"], "product_name in ('Tube 50% off', 'Unknown')"],
    ["product_name", "notContains", ["0%"], "product_name <> 'Tube 50% off'"],
    ["product_name", "startsWith", ["tube"], "product_name like 'Tube%'"],
    ["product_name", "notStartsWith", ["product"], "product_name not like 'Product%'"],
    ["product_name", "endsWith", ["1"], "product_name like '%1'"],
    ["product_name", "notEndsWith", ["1"], "product_name not like '%1'"],
    ["brand", "equals", [null], "brand_name is null"],
    ["brand", "equals", ["Brand 1", null], "brand_name = 'Brand 1' or brand_name is null"],
    ["brand", "notEquals", ["Brand 1"], "brand_name <> 'Brand 1' or brand_name is null"],
    ["brand", "notEquals", [null], "brand_name is not null"],
    ["brand", "set", [], "brand_name is not null"],
    ["brand", "notSet", [], "brand_name is null"],
    ["quantity", "equals", ["3"], "quantity = 3"],
    ["quantity", "notEquals", [3, 4], "quantity not in (3, 4)"],
    ["quantity", "gt", [3], "quantity > 3"],
    ["quantity", "lte", ["3.5"], "quantity <= 3"],
    ["net_amount", "gte", ["500.1234"], "net_amount >= 500.1234"],
    ["net_amount", "lt", ["-1e2"], "net_amount < -100"],
    ["is_large", "equals", [true], "quantity > 5"],
    ["is_large", "equals", ["false"], "quantity <= 5"],
    ["is_large", "notEquals", ["true"], "quantity <= 5"],
    [
      "order_date",
      "inDateRange",
      ["2012-03-01", "2012-04-30"],
      "order_date between '2012-03-01' and '2012-04-30'",
    ],
    [
      "order_date",
      "notInDateRange",
      ["2012-03-01", "2013-11-30"],
      "order_date not between '2012-03-01' and '2013-11-30'",
    ],
    ["order_date", "onTheDate", ["2012-01-14"], "order_date = '2012-01-14'"],
    ["order_date", "beforeDate", ["2012-03-01"], "order_date < '2012-03-01'"],
    ["order_date", "beforeOrOnDate", ["2012-01-14"], "order_date <= '2012-01-14'"],
    ["order_date", "afterDate", ["2013-11-30"], "order_date > '2013-11-30'"],
    ["order_date", "afterOrOnDate", ["2012-01-14"], "order_date >= '2012-01-14'"],
    ["order_date", "equals", ["2012-01-14"], "order_date = '2012-01-14'"],
    [
      "order_date",
      "in",
      ["2012-01-14", "2012-01-27"],
      "order_date in ('2012-01-14', '2012-01-27')",
    ],
    ["order_date", "notEquals", ["2012-01-14"], "order_date <> '2012-01-14'"],
    ["order_date", "beforeDate", ["today"], "true"],
  ])("on %s by %s %j mean the same in SQL", async (member, operator, values, where) => {
    const filter = { member: `lines.${member}`, operator, values } as Filter;
    const [row] = await rowsOf({ measures: ["lines.lines"], filters: [filter] });
    expect(row?.["lines.lines"]).toBe(await plain("count(*)", where));
  });

  it("nest with and and or", async () => {
    const filters: Filter[] = [
      {
        or: [
          { member: "lines.product_name", operator: "equals", values: ["Product 1"] },
          {
            and: [
              { member: "lines.brand", operator: "set" },
              { member: "lines.quantity", operator: "gt", values: ["7"] },
            ],
          },
        ],
      },
    ];
    const [row] = await rowsOf({ measures: ["lines.lines"], filters });
    expect(row?.["lines.lines"]).toBe(
      await plain(
        "count(*)",
        "product_name = 'Product 1' or (brand_name is not null and quantity > 7)",
      ),
    );
  });

  it("on measures hold for the figures shown, also in an or", async () => {
    const expected = await served.sql(`select product_name from sales.fct_order_line
      join shared.dim_product_current using (product_key) group by 1
      having sum(net_amount) > 20000 or count(*) < 50 order by 1`);
    const found = await rowsOf({
      measures: ["lines.revenue"],
      dimensions: ["lines.product_name"],
      filters: [
        {
          or: [
            { member: "lines.revenue", operator: "gt", values: ["20000"] },
            { member: "lines.lines", operator: "lt", values: ["50"] },
          ],
        },
      ],
      order: { "lines.product_name": "asc" },
    });
    expect(expected.length).toBeGreaterThan(0);
    expect(found.map((row) => row["lines.product_name"])).toEqual(
      expected.map((row) => row["product_name"]),
    );
  });
});

describe("segments", () => {
  it("narrow a query, one or several of them", async () => {
    const counted = async (segments: string[]): Promise<unknown> =>
      (await rowsOf({ measures: ["lines.lines"], segments }))[0]?.["lines.lines"];
    expect(await counted(["lines.large"])).toBe(await plain("count(*)", "quantity > 5"));
    expect(await counted(["lines.large", "lines.of_demo"])).toBe(
      await plain("count(*)", "quantity > 5 and l.source_system = 'demo'"),
    );
  });
});

describe("date ranges", () => {
  it.each<[string, number, number]>([
    ["today", 0, 0],
    ["yesterday", -1, -1],
    ["tomorrow", 1, 1],
    ["last 30 days", -30, -1],
    ["next 2 days", 1, 2],
    ["from 7 days ago to now", -7, 0],
    ["from 7 days ago to today", -7, 0],
    ["from yesterday to tomorrow", -1, 1],
  ])("%s are whole days of the query's time zone", async (dateRange, from, to) => {
    const timezone = "Pacific/Kiritimati";
    const asked: Query = {
      measures: ["lines.lines"],
      timeDimensions: [{ dimension: "lines.order_date", dateRange }],
      timezone,
    };
    const today = new Intl.DateTimeFormat("sv", { timeZone: timezone }).format(new Date());
    const day = (offset: number): string =>
      new Date(Date.parse(`${today}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10);
    const { normalizedQueries } = await served.client.dryRun(asked);
    expect(normalizedQueries[0]?.timeDimensions?.[0]?.dateRange).toEqual([
      `${day(from)}T00:00:00.000`,
      `${day(to)}T23:59:59.999`,
    ]);
    const [row] = await rowsOf(asked);
    expect(row?.["lines.lines"]).toBe("0");
  });

  it.each([
    ["last year", "year", -1, 0],
    ["this quarter", "quarter", 0, 1],
    ["next month", "month", 1, 2],
    ["last 3 months", "month", -3, 0],
    ["last week", "week", -1, 0],
  ])("%s is whole", async (dateRange, unit, from, to) => {
    const expected = await served.sql(`select
      (date_trunc('${unit}', current_date) + interval '${String(from)} ${unit}')::date::varchar as first,
      (date_trunc('${unit}', current_date) + interval '${String(to)} ${unit}' - interval 1 day)::date::varchar as last`);
    const { normalizedQueries } = await served.client.dryRun({
      measures: ["lines.lines"],
      timeDimensions: [{ dimension: "lines.order_date", dateRange }],
    });
    const [first, last] = normalizedQueries[0]?.timeDimensions?.[0]?.dateRange ?? [];
    expect({ first: first?.slice(0, 10), last: last?.slice(0, 10) }).toEqual(expected[0]);
  });

  it("reach from the first day to the last, whole", async () => {
    const [row] = await rowsOf({
      measures: ["lines.lines"],
      timeDimensions: [
        { dimension: "lines.order_date", dateRange: "from 2012-02-01 to 2012-02-29" },
      ],
    });
    expect(row?.["lines.lines"]).toBe(
      await plain("count(*)", "order_date between '2012-02-01' and '2012-02-29'"),
    );
  });

  it.each(["day", "week", "month", "quarter", "year"] as const)(
    "are cut by the %s as in SQL",
    async (granularity) => {
      const found = await rowsOf({
        measures: ["lines.revenue"],
        timeDimensions: [{ dimension: "lines.order_date", granularity }],
        order: [["lines.order_date", "asc"]],
      });
      const expected = await served.sql(`select
        strftime(date_trunc('${granularity}', order_date), '%Y-%m-%dT00:00:00.000') as bucket,
        sum(net_amount)::varchar as revenue from sales.fct_order_line group by 1 order by 1`);
      expect(
        found.map((row) => [row[`lines.order_date.${granularity}`], row["lines.revenue"]]),
      ).toEqual(expected.map(({ bucket, revenue }) => [bucket, revenue]));
    },
  );
});

describe("results in Cube's client", () => {
  it("pivot on both axes and fill what is missing", async () => {
    const result = await served.client.load({
      measures: ["lines.lines"],
      dimensions: ["lines.brand"],
      timeDimensions: [
        {
          dimension: "lines.order_date",
          granularity: "month",
          dateRange: ["2012-01-01", "2014-06-30"],
        },
      ],
    });
    const pivoted = result.pivot({ x: ["lines.order_date.month"], y: ["lines.brand", "measures"] });
    expect(pivoted).toHaveLength(30);
    expect(pivoted.at(-1)?.yValuesArray.map(([, value]) => value)).toEqual([0, 0, 0]);
  });

  it("drill from any cell of a pivot to exactly its rows, filters of the measure included", async () => {
    const asked: Query = {
      measures: ["lines.lines"],
      dimensions: ["lines.brand"],
      timeDimensions: [{ dimension: "lines.order_date", granularity: "quarter" }],
      segments: ["lines.large"],
    };
    const pivot = { x: ["lines.order_date.quarter"], y: ["lines.brand", "measures"] };
    const result = await served.client.load(asked);
    let cells = 0;
    for (const { xValues, yValuesArray } of result.pivot(pivot)) {
      for (const [yValues, value] of yValuesArray) {
        const query = result.drillDown({ xValues: xValues.map(String), yValues }, pivot);
        if (!query) throw new Error("no drill-down query");
        const rows = await rowsOf({ ...query, ungrouped: true });
        expect(rows.length).toBe(Number(value));
        cells += 1;
      }
    }
    expect(cells).toBe(24);
  });

  it("compare date ranges and blend queries", async () => {
    const over = (dateRange: [string, string]): Query => ({
      measures: ["lines.lines"],
      timeDimensions: [{ dimension: "lines.order_date", granularity: "month", dateRange }],
    });
    const halves: [string, string][] = [
      ["2012-01-01", "2012-06-30"],
      ["2013-01-01", "2013-06-30"],
    ];
    const compared = await served.client.load({
      measures: ["lines.lines"],
      timeDimensions: [
        { dimension: "lines.order_date", granularity: "month", compareDateRange: halves },
      ],
    });
    const apart = await Promise.all(halves.map((half) => served.client.load(over(half))));
    expect(compared.decompose().map((part) => part.series()[0]?.series)).toEqual(
      apart.map((part) => part.series()[0]?.series),
    );
    const blended = await served.client.load([
      over(["2012-01-01", "2012-06-30"]),
      { ...over(["2012-01-01", "2012-06-30"]), measures: ["lines.revenue"] },
    ]);
    expect(blended.chartPivot()).toHaveLength(6);
    expect(blended.seriesNames().map(({ key }) => key)).toEqual(["lines.lines", "lines.revenue"]);
  });

  it("keep every decimal, and dates as dates", async () => {
    const [row] = await rowsOf({ measures: ["lines.revenue", "lines.last_date"] });
    expect(row?.["lines.revenue"]).toBe(await plain("sum(net_amount)"));
    expect(row?.["lines.last_date"]?.slice(0, 10)).toBe(await plain("max(order_date)"));
  });
});
