import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { comparable } from "./direct-sql.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

const BOTH = `select coalesce(s.country, v.country) as "sales.country",
    coalesce(s.month, v.month) as "sales.sale_date.month",
    s.n as "sales.sale_count", s.c as "sales.customers", v.n as "visits.visits"
  from (select country, date_trunc('month', sale_date) as month, count(*) as n,
      count(distinct customer_key) as c
    from sales.fct_sale join shared.dim_place using (place_key)
    where sale_date between '2012-05-01' and '2013-08-31' group by all) s
  full outer join (select country, date_trunc('month', visit_date) as month, count(*) as n
    from sales.fct_visit join shared.dim_place using (place_key)
    where visit_date between '2012-05-01' and '2013-08-31' group by all) v
  on s.country is not distinct from v.country and s.month = v.month`;

const query = {
  measures: ["sales.sale_count", "visits.visits", "sales.customers"],
  dimensions: ["sales.country"],
  timeDimensions: [
    {
      dimension: "sales.sale_date",
      granularity: "month",
      dateRange: ["2012-05-01", "2013-08-31"],
    },
  ],
};

describe("measures of several views", () => {
  it("stand side by side on shared dimensions, each by its own date, and no row is lost", async () => {
    const names = [
      "sales.country",
      "sales.sale_date.month",
      "sales.sale_count",
      "sales.customers",
      "visits.visits",
    ];
    const answer = await marts.expand(query);
    const direct = await marts.sql(BOTH);
    expect(comparable(answer.data, names)).toEqual(comparable(direct, names));
    expect(answer.data.some((row) => row["sales.country"] === "Chad")).toBe(true);
    const months = answer.data.map((row) => String(row["sales.sale_date.month"]));
    expect(months).toEqual([...months].sort());
    expect(Object.keys(answer.annotation["measures"] ?? {})).toEqual([
      "sales.sale_count",
      "visits.visits",
      "sales.customers",
    ]);
    expect(answer.query.timeDimensions?.[0]?.dimension).toBe("sales.sale_date");
  });

  it("have totals, comparisons and ranks like those of one", async () => {
    const answer = await marts.expand({
      ...query,
      totals: true,
      compare: { to: "previous_period" },
      calculate: [{ type: "rank", of: "visits.visits", name: "place" }],
    });
    const [total] = answer["totals"] as TotalLevel[];
    const [direct] = await marts.sql(
      `select count(*) as n from sales.fct_visit where visit_date between '2012-05-01' and '2013-08-31'`,
    );
    expect(total?.data[0]?.["visits.visits"]).toBe(direct?.["n"]);
    expect(answer.query.measures).toContain("visits.visits.previous");
  });

  it("are filtered by both kinds of members, sorted and paged together", async () => {
    const answer = await marts.expand({
      measures: ["visits.visits", "sales.sale_count"],
      dimensions: ["sales.city"],
      filters: [
        { member: "sales.country", operator: "equals", values: ["Austria", "Belgium", "Chad"] },
        {
          or: [
            { member: "visits.visits", operator: "gt", values: [16] },
            { member: "sales.sale_count", operator: "notSet" },
          ],
        },
      ],
      order: [
        ["visits.visits", "desc"],
        ["sales.city", "asc"],
      ],
      limit: 3,
      total: true,
    });
    const direct = await marts.sql(`
      select city, (select count(*) from sales.fct_sale s where s.place_key = p.place_key) as sold,
        (select count(*) from sales.fct_visit v where v.place_key = p.place_key) as visits
      from shared.dim_place p where country in ('Austria', 'Belgium', 'Chad')
      order by visits desc, city nulls last`);
    const passing = direct.filter((row) => Number(row["visits"]) > 16 || row["sold"] === "0");
    expect(answer.total).toBe(passing.length);
    expect(answer.data.map((row) => row["sales.city"])).toEqual(
      passing.slice(0, 3).map((row) => row["city"]),
    );
  });

  it("are shown by a dimension of another view", async () => {
    const answer = await marts.expand({
      measures: ["visits.visits"],
      dimensions: ["sales.country"],
      order: { "sales.country": "asc" },
    });
    const direct = await marts.sql(`select country as "sales.country", count(*) as "visits.visits"
      from sales.fct_visit join shared.dim_place using (place_key) group by all order by 1 nulls last`);
    expect(answer.data).toEqual(direct);
  });

  it.each([
    [{ dimensions: ["sales.product"] }, "view visits has nothing that is sales.product"],
    [{ segments: ["sales.large"] }, "view visits has nothing that is sales.large"],
    [
      { filters: [{ member: "sales.amount", operator: "gt", values: ["1"] }] },
      "view visits has nothing that is sales.amount",
    ],
    [{ ungrouped: true }, "ungrouped"],
    [{ dimensions: ["sales.country", "visits.country"] }, "sales.country and visits.country"],
  ])("refuse %j", async (wrong, message) => {
    await expect(
      marts.expand({ measures: ["sales.sale_count", "visits.visits"], ...wrong }),
    ).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});

describe("measures of a state", () => {
  const stockSql = (period: string, where: string): string => `
    with counted as (
      select *, ${period} as period from sales.fct_stock join shared.dim_place using (place_key)
      where ${where}
    ), last as (
      select period, max(stock_date) as day from counted group by period
    )
    select counted.period as "period", country as "stock.country", sum(pieces) as "stock.stock"
    from counted join last on counted.period is not distinct from last.period and stock_date = day
    group by all`;

  it.each(["day", "month", "quarter", "year"])(
    "are those of each %s's last day, everywhere the same day",
    async (granularity) => {
      const answer = await marts.expand({
        measures: ["stock.stock"],
        dimensions: ["stock.country"],
        timeDimensions: [
          {
            dimension: "stock.stock_date",
            granularity,
            dateRange: ["2012-01-05", "2013-04-15"],
          },
        ],
      });
      const direct = await marts.sql(
        stockSql(
          `date_trunc('${granularity}', stock_date)`,
          "stock_date between '2012-01-05' and '2013-04-15'",
        ),
      );
      const rows = answer.data.map((row) => ({
        ...row,
        period: row[`stock.stock_date.${granularity}`] ?? null,
      }));
      const names = ["period", "stock.country", "stock.stock"];
      expect(comparable(rows, names)).toEqual(comparable(direct, names));
    },
  );

  it("count the same day for a place without rows on it, and for calendar members", async () => {
    const answer = await marts.expand({
      measures: ["stock.stock"],
      dimensions: ["stock.city", "stock.year"],
      filters: [
        { member: "stock.country", operator: "equals", values: ["Austria"] },
        { member: "stock.year", operator: "gte", values: [2012] },
      ],
      totals: { rows: ["stock.year", "stock.city"] },
    });
    const direct = await marts.sql(`select year(stock_date) as "stock.year", city as "stock.city",
        sum(pieces) as "stock.stock"
      from sales.fct_stock join shared.dim_place using (place_key)
      where country = 'Austria' and stock_date in (select max(stock_date) from sales.fct_stock group by year(stock_date))
      group by all`);
    const names = ["stock.year", "stock.city", "stock.stock"];
    expect(comparable(answer.data, names)).toEqual(comparable(direct, names));
    const [total, years] = answer["totals"] as TotalLevel[];
    const lastDay = await marts.sql(`select sum(pieces) as s from sales.fct_stock
      join shared.dim_place using (place_key) where country = 'Austria'
      and stock_date = (select max(stock_date) from sales.fct_stock)`);
    expect(total?.data[0]?.["stock.stock"] ?? null).toBe(lastDay[0]?.["s"]);
    expect(years?.data).toHaveLength(2);
  });

  it("stand beside measures that add up", async () => {
    const answer = await marts.expand({
      measures: ["stock.stock", "stock.counts", "sales.sale_count"],
      timeDimensions: [
        {
          dimension: "stock.stock_date",
          granularity: "year",
          dateRange: ["2012-01-01", "2013-12-31"],
        },
      ],
    });
    const direct = await marts.sql(`select year(stock_date) as y, count(*) as counts,
        sum(pieces) filter (stock_date = last) as stock
      from (select *, max(stock_date) over (partition by year(stock_date)) as last from sales.fct_stock)
      group by y order by y`);
    expect(answer.data.map((row) => [row["stock.counts"], row["stock.stock"]])).toEqual(
      direct.map((row) => [row["counts"], row["stock"]]),
    );
    expect(answer.data[0]?.["sales.sale_count"]).not.toBeNull();
  });

  it("may be averaged over periods", async () => {
    const answer = await marts.expand({
      measures: ["stock.stock"],
      timeDimensions: [
        {
          dimension: "stock.stock_date",
          granularity: "month",
          dateRange: ["2013-01-01", "2013-06-30"],
        },
      ],
      calculate: [
        { type: "rolling", of: "stock.stock", window: 3, aggregate: "average", name: "mean" },
      ],
    });
    const stock = answer.data.map((row) => Number(row["stock.stock"]));
    const mean = stock.slice(3, 6).reduce((sum, figure) => sum + figure, 0) / 3;
    expect(Number(answer.data[5]?.["mean"])).toBeCloseTo(mean);
  });
});

describe("queries that Cube can answer", () => {
  it("go to it as they are", async () => {
    marts.asked.length = 0;
    const plain = { measures: ["sales.revenue"], dimensions: ["sales.city"], limit: 3 };
    await marts.expand(plain);
    expect(marts.asked).toEqual([plain]);
  });
});
