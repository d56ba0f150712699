import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ask, CubeAnswer } from "../../../cube/asking.js";
import { expand, type TotalLevel } from "../../../cube/extension/expand.js";
import { NO_GROUPING_SETS } from "../../../cube/grouping-sets.js";
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
import { random, type Random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

const totalsOf = (answer: CubeAnswer): TotalLevel[] => answer["totals"] as TotalLevel[];

interface RandomQuery {
  query: Parameters<typeof expand>[0];
  measures: string[];
  where: string[];
}

function randomQuery(chance: Random): RandomQuery {
  const measures = chance.some(Object.keys(FIGURES), 1, 4);
  const axes = chance.shuffled(chance.some(Object.keys(AXES), 1, 3));
  const filters = chance.some(FILTERS, 0, 2);
  const range: [string, string] | undefined =
    chance.below(2) === 0 ? undefined : ["2012-02-10", "2013-05-20"];
  const split = chance.below(axes.length + 1);
  return {
    query: {
      measures,
      ...timeQuery(axes, range),
      filters: filters.map(({ filter }) => filter),
      totals: { rows: axes.slice(0, split), columns: axes.slice(split) },
    },
    measures,
    where: [...filters.map(({ sql }) => sql), ...(range ? [between(range)] : [])],
  };
}

describe("totals", () => {
  const byHand: Ask = (query) =>
    "maskedMembers" in query ? Promise.reject(new Error(NO_GROUPING_SETS)) : marts.ask(query);

  it.each(Array.from({ length: 16 }, (_, seed) => seed))(
    "equal direct SQL at every level, in one statement and in several (seed %i)",
    async (seed) => {
      const { query, measures, where } = randomQuery(random(seed));
      for (const ask of [marts.ask, byHand]) {
        const answer = await expand(query, ask, marts.members);
        const full = query.totals as { rows: string[]; columns: string[] };
        for (const { rows, columns, data } of [
          ...totalsOf(answer),
          { ...full, data: answer.data },
        ]) {
          const axes = [...rows, ...columns];
          const direct = await marts.sql(groupedSql(measures, axes, where));
          const names = [...axes, ...measures];
          expect(comparable(data, names)).toEqual(comparable(direct, names));
        }
      }
    },
  );

  it("are read in one statement with the rows", async () => {
    marts.asked.length = 0;
    const answer = await marts.expand({
      measures: ["sales.customers"],
      dimensions: ["sales.country", "sales.product"],
      totals: { rows: ["sales.country"], columns: ["sales.product"] },
    });
    expect(marts.asked).toHaveLength(1);
    expect(totalsOf(answer).map(({ rows, columns }) => [rows, columns])).toEqual([
      [[], []],
      [[], ["sales.product"]],
      [["sales.country"], []],
    ]);
  });

  it("lack the dimensions they are over, which a missing name does not", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      dimensions: ["sales.country"],
      totals: true,
    });
    expect(totalsOf(answer)).toEqual([
      { rows: [], columns: [], data: [{ "sales.sale_count": "400" }] },
    ]);
    expect(answer.data).toContainEqual({ "sales.country": null, "sales.sale_count": "100" });
  });

  it("are of the rows that pass a filter on measures", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count", "sales.customers"],
      dimensions: ["sales.country", "sales.product"],
      filters: [{ member: "sales.sale_count", operator: "gt", values: ["20"] }],
      totals: true,
    });
    const [direct] = await marts.sql(`
      select count(*) as n, count(distinct customer_key) as c from (
        select *, count(*) over (partition by country, product) as n
        from sales.fct_sale join shared.dim_place using (place_key)) where n > 20`);
    expect(totalsOf(answer)[0]?.data).toEqual([
      { "sales.sale_count": String(direct?.["n"]), "sales.customers": String(direct?.["c"]) },
    ]);
  });

  it("are of everything, whatever page of rows is asked for", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      dimensions: ["sales.city"],
      order: { "sales.city": "asc" },
      limit: 2,
      offset: 1,
      total: true,
      totals: true,
    });
    expect(answer.data.map((row) => row["sales.city"])).toEqual(["Graz", "Nowhere"]);
    expect(answer.total).toBe(7);
    expect(totalsOf(answer)[0]?.data).toEqual([{ "sales.sale_count": "400" }]);
  });

  it("stand above more rows than one answer holds", async () => {
    const answer = await marts.expand({
      measures: ["ticks.ticks"],
      dimensions: ["ticks.tick_key"],
      totals: true,
    });
    expect(answer.data).toHaveLength(50_000);
    expect(totalsOf(answer)[0]?.data).toEqual([{ "ticks.ticks": "120000" }]);
  });

  it("of such a level are refused, as is what needs all of its rows", async () => {
    const query = { measures: ["ticks.ticks"], dimensions: ["ticks.tick_key", "ticks.kind"] };
    const calculate = [{ type: "rank", of: "ticks.ticks" }];
    await expect(marts.expand({ ...query, totals: true })).rejects.toThrow("needs all rows");
    await expect(marts.expand({ ...query, calculate })).rejects.toThrow("needs all rows");
  });

  it("work for rolling windows, which are statements of their own", async () => {
    const answer = await marts.expand({
      measures: ["sales.revenue_two_months", "sales.sale_count"],
      dimensions: ["sales.country"],
      timeDimensions: [
        {
          dimension: "sales.sale_date",
          granularity: "month",
          dateRange: ["2013-01-01", "2013-03-31"],
        },
      ],
      totals: { rows: ["sales.sale_date"], columns: ["sales.country"] },
    });
    const [direct] = await marts.sql(
      `select sum(amount) as s from sales.fct_sale where sale_date between '2013-02-01' and '2013-03-31'`,
    );
    const months = totalsOf(answer).find(({ rows, columns }) => rows[0] && !columns[0])?.data;
    expect(Number(months?.at(-1)?.["sales.revenue_two_months"])).toBeCloseTo(Number(direct?.["s"]));
  });

  it.each([
    [{ totals: { rows: ["sales.city"] } }, "totals.rows: sales.city is no dimension of this query"],
    [{ totals: { rows: [], columns: [] } }, "totals: sales.country is on neither axis"],
    [{ totals: { row: [] } }, "totals"],
    [{ totals: { rows: ["sales.country", "sales.country"] } }, "a dimension is named twice"],
    [{ totals: true, ungrouped: true }, "ungrouped"],
    [{ totals: true, order: { "sales.size": "asc" as const } }, "order: sales.size is no column"],
  ])("refuse %j", async (wrong, message) => {
    const query = { measures: ["sales.revenue"], dimensions: ["sales.country"], ...wrong };
    await expect(marts.expand(query)).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});
