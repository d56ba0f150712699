import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerRow } from "../../../cube/asking.js";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { AXES, between, FIGURES, groupedSql, SALES, timeQuery } from "./direct-sql.js";
import { random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

const RANGE: [string, string] = ["2012-03-10", "2013-02-20"];
const TIMES = ["sales.sale_date.month", "sales.sale_date.quarter", "sales.sale_date.day"];
const PLAIN = ["sales.country", "sales.city", "sales.product", "sales.is_coastal"];

async function figureWhere(measure: string, where: string[]): Promise<number | null> {
  const [row] = await marts.sql(
    `select ${FIGURES[measure] ?? ""} as figure from ${SALES} where ${where.join(" and ")}`,
  );
  const figure = row?.["figure"] ?? null;
  return figure === null ? null : Number(figure);
}

function same(row: AnswerRow, axes: readonly string[]): string[] {
  return axes.map((name) => {
    const cell = row[name] ?? null;
    return `${AXES[name] ?? ""} is not distinct from ${cell === null ? "null" : `'${String(cell)}'`}`;
  });
}

function close(cell: unknown, expected: number | null): void {
  if (expected === null) expect(cell).toBeNull();
  else expect(Number(cell)).toBeCloseTo(expected, 8);
}

/** As SQL: the start of the bucket that is `back` before the row's. */
function bucketSql(row: AnswerRow, period: string, back: number): string {
  const unit = period.split(".")[2] ?? "";
  const interval = unit === "quarter" ? `${back * 3} month` : `${back} ${unit}`;
  return `(timestamp '${String(row[period])}' - interval '${interval}')`;
}

describe("calculations", () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    "over windows are figures of the rows in the window (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const of = chance.pick(Object.keys(FIGURES));
      const period = chance.pick(TIMES.slice(0, 2));
      const others = chance.some(PLAIN, 0, 2);
      const window = 1 + chance.below(4);
      const [reset] = chance.some(["year", "quarter"] as const, 0, 1);
      const answer = await marts.expand({
        measures: [of],
        ...timeQuery([...others, period], RANGE),
        calculate: [
          { type: "running_total", of, ...(reset && { reset }) },
          { type: "rolling", of, window, name: "rolled" },
        ],
      });
      for (const row of chance.shuffled(answer.data).slice(0, 8)) {
        const here = same(row, others);
        const end = bucketSql(row, period, -1);
        const until = `sale_date < ${end} and sale_date <= '${RANGE[1]}'`;
        const anew = reset ? `date_trunc('${reset}', timestamp '${String(row[period])}')` : null;
        const running = [...here, between(RANGE), until, ...(anew ? [`sale_date >= ${anew}`] : [])];
        close(row[`${of}.running_total`], await figureWhere(of, running));
        const rolled = [...here, until, `sale_date >= ${bucketSql(row, period, window - 1)}`];
        close(row["rolled"], await figureWhere(of, rolled));
      }
    },
  );

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    "of shares divide by the figure of the level above, and ranks count all rows (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const of = chance.pick(Object.keys(FIGURES));
      const axes = chance.shuffled(chance.some([...PLAIN, "sales.sale_date.quarter"], 1, 3));
      const parent = chance.some(axes, 0, axes.length);
      const within = chance.some(axes, 0, 1);
      const answer = await marts.expand({
        measures: [of],
        ...timeQuery(axes, RANGE),
        calculate: [
          { type: "share_of_total", of, name: "of_total" },
          { type: "share_of_parent", of, parent, name: "of_parent" },
          { type: "rank", of, within },
        ],
        limit: 5,
      });
      const all = await marts.sql(groupedSql([of], axes, [between(RANGE)]));
      const total = await figureWhere(of, [between(RANGE)]);
      for (const row of answer.data) {
        const own = row[of] === null ? null : Number(row[of]);
        const share = (whole: number | null): number | null =>
          own === null || !whole ? null : own / whole;
        close(row["of_total"], share(total));
        close(
          row["of_parent"],
          share(await figureWhere(of, [between(RANGE), ...same(row, parent)])),
        );
        const day = (cell: unknown): string => JSON.stringify(cell ?? null).slice(0, 11);
        const better = all.filter(
          (other) =>
            within.every((name) => day(other[name]) === day(row[name] ?? null)) &&
            other[of] !== null &&
            Number(other[of]) > (own ?? 0),
        );
        close(row[`${of}.rank`], own === null ? null : better.length + 1);
      }
    },
  );

  it("of shares hold at every level of the totals", async () => {
    const answer = await marts.expand({
      measures: ["sales.customers"],
      dimensions: ["sales.country", "sales.city"],
      calculate: [{ type: "share_of_parent", of: "sales.customers", name: "share" }],
      totals: true,
    });
    const [total, countries] = answer["totals"] as TotalLevel[];
    expect(total?.data[0]).not.toHaveProperty("share");
    const all = await figureWhere("sales.customers", ["true"]);
    for (const row of countries?.data ?? []) {
      close(row["share"], Number(row["sales.customers"]) / Number(all));
      const cities = answer.data.filter((city) => city["sales.country"] === row["sales.country"]);
      for (const city of cities) {
        const expected = Number(city["sales.customers"]) / Number(row["sales.customers"]);
        close(city["share"], expected);
      }
    }
  });

  it("of ranks let equal figures share one and skip the next", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      dimensions: ["sales.country"],
      calculate: [{ type: "rank", of: "sales.sale_count", name: "place" }],
      order: { place: "asc", "sales.country": "asc" },
    });
    expect(answer.data.map((row) => row["place"])).toEqual(["1", "2", "2", "4"]);
  });

  it("average over the window's periods, empty ones included", async () => {
    const answer = await marts.expand({
      measures: ["sales.revenue"],
      ...timeQuery(["sales.sale_date.month"], ["2012-01-01", "2012-03-31"]),
      calculate: [
        { type: "rolling", of: "sales.revenue", window: 2, aggregate: "average", name: "mean" },
      ],
    });
    const revenue = answer.data.map((row) => Number(row["sales.revenue"]));
    close(answer.data[0]?.["mean"], Number(revenue[0]) / 2);
    close(answer.data[2]?.["mean"], (Number(revenue[1]) + Number(revenue[2])) / 2);
  });

  it("keep every decimal of an additive figure", async () => {
    const answer = await marts.expand({
      measures: ["sales.revenue"],
      ...timeQuery(["sales.sale_date.month"], ["2012-01-01", "2012-12-31"]),
      calculate: [{ type: "running_total", of: "sales.revenue", name: "so_far" }],
    });
    const [direct] = await marts.sql(
      `select sum(amount) as s from sales.fct_sale where ${between(["2012-01-01", "2012-12-31"])}`,
    );
    expect(answer.data.at(-1)?.["so_far"]).toBe(direct?.["s"]);
  });

  it("are named in the answer's query and annotation, so that Cube's client lays them out", async () => {
    const answer = await marts.expand({
      measures: ["sales.revenue"],
      dimensions: ["sales.country"],
      calculate: [{ type: "share_of_total", of: "sales.revenue" }],
    });
    expect(answer.query.measures).toEqual(["sales.revenue", "sales.revenue.share_of_total"]);
    expect(answer.annotation["measures"]?.["sales.revenue.share_of_total"]).toMatchObject({
      format: "percent",
      meta: { of: "sales.revenue" },
    });
  });

  it.each([
    [{ type: "running_total", of: "stock.stock" }, "stock.stock is a state"],
    [{ type: "rolling", of: "stock.stock", window: 2 }, "stock.stock is a state"],
    [
      { type: "rolling", of: "sales.average_sale", window: 2, aggregate: "average" },
      "sales.average_sale cannot be averaged",
    ],
    [{ type: "rank", of: "sales.revenue" }, "sales.revenue is not among this query's measures"],
    [{ type: "median", of: "sales.average_sale" }, "calculate[0].type"],
    [{ type: "rank", of: "sales.average_sale", within: ["sales.city"] }, "calculate[0].within"],
    [{ type: "rank", of: "sales.average_sale", name: "sales.country" }, "is taken"],
  ])("refuse %j", async (calculation, message) => {
    const query = {
      measures: ["sales.average_sale", "stock.stock"],
      ...timeQuery(["sales.country", "sales.sale_date.month"], RANGE),
      calculate: [calculation],
    };
    await expect(marts.expand(query)).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});
