import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Filter } from "../../../cube/asking.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import {
  AXES,
  between,
  comparable,
  FIGURES,
  FILTERS,
  groupedSql,
  timeQuery,
} from "./direct-sql.js";
import { random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

/** Filters on figures, which hold for the rows of an answer, and the same in SQL. */
const HAVING: readonly { filter: Filter; sql: string }[] = [
  { filter: { member: "sales.sale_count", operator: "gte", values: [20] }, sql: "count(*) >= 20" },
  {
    filter: {
      or: [
        { member: "sales.revenue", operator: "lt", values: ["500.5"] },
        { member: "sales.customers", operator: "gt", values: [11] },
      ],
    },
    sql: "(sum(amount) < 500.5 or count(distinct customer_key) > 11)",
  },
];

const inDays = async (days: string): Promise<string> => {
  const [row] = await marts.sql(`select count(*) as n from sales.fct_sale where sale_date ${days}`);
  return String(row?.["n"]);
};

describe("queries without extensions", () => {
  it.each(Array.from({ length: 14 }, (_, seed) => seed))(
    "equal direct SQL with filters on rows and on figures (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const measures = chance.some(Object.keys(FIGURES), 1, 4);
      const axes = chance.shuffled(chance.some(Object.keys(AXES), 1, 3));
      const filters = chance.some(FILTERS, 0, 2);
      const having = chance.some(HAVING, 0, 1);
      const range: [string, string] = ["2012-02-10", "2013-05-20"];
      const answer = await marts.expand({
        measures,
        ...timeQuery(axes, range),
        filters: [...filters, ...having].map(({ filter }) => filter),
      });
      const where = [...filters.map(({ sql }) => sql), between(range)];
      const grouped = groupedSql(measures, axes, where);
      const direct = await marts.sql(
        `${grouped} ${having.map(({ sql }) => `having ${sql}`).join("")}`,
      );
      const names = [...axes, ...measures];
      expect(comparable(answer.data, names)).toEqual(comparable(direct, names));
    },
  );

  it("drill down a level at a time and roll up again to the same figure", async () => {
    const years = await marts.expand({ measures: ["sales.revenue"], dimensions: ["sales.year"] });
    for (const row of years.data) {
      const months = await marts.expand({
        measures: ["sales.revenue"],
        timeDimensions: [
          {
            dimension: "sales.sale_date",
            granularity: "month",
            dateRange: [`${String(row["sales.year"])}-01-01`, `${String(row["sales.year"])}-12-31`],
          },
        ],
      });
      const sum = months.data.reduce((total, month) => total + Number(month["sales.revenue"]), 0);
      expect(sum).toBeCloseTo(Number(row["sales.revenue"]), 4);
    }
  });

  it("take a segment for a filter", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      segments: ["sales.large"],
    });
    const [direct] = await marts.sql("select count(*) as n from sales.fct_sale where amount > 50");
    expect(answer.data).toEqual([{ "sales.sale_count": direct?.["n"] }]);
  });

  it.each([
    [
      "last year",
      "between date_trunc('year', current_date) - interval 1 year and date_trunc('year', current_date) - interval 1 day",
    ],
    ["last 30 days", "between current_date - 30 and current_date - 1"],
    ["this month", "between date_trunc('month', current_date) and last_day(current_date)"],
  ])("understand %s", async (dateRange, days) => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      timeDimensions: [{ dimension: "sales.sale_date", dateRange }],
    });
    expect(answer.data).toEqual([{ "sales.sale_count": await inDays(days) }]);
  });

  it("find texts that hold a sign of LIKE, and those without a value only where asked for", async () => {
    const cities = async (filter: Filter): Promise<unknown[]> => {
      const query = { dimensions: ["sales.city"], filters: [filter] };
      return (await marts.expand(query)).data.map((row) => row["sales.city"]);
    };
    expect(await cities({ member: "sales.city", operator: "contains", values: ["%"] })).toEqual([]);
    expect(await cities({ member: "sales.city", operator: "contains", values: ["_"] })).toEqual([]);
    expect(await cities({ member: "sales.city", operator: "startsWith", values: ["g"] })).toEqual([
      "Gent",
      "Graz",
    ]);
    expect(
      await cities({ member: "sales.city", operator: "notEquals", values: ["Gent"] }),
    ).toContain(null);
  });

  it("give counts and sums as plain numbers", async () => {
    const answer = await marts.expand({ measures: ["sales.sale_count", "stock.counts"] });
    expect(answer.data[0]?.["sales.sale_count"]).toBe("400");
    expect(answer.data[0]?.["stock.counts"]).toMatch(/^\d+$/);
  });
});
