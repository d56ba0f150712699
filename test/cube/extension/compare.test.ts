import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerCell, AnswerRow } from "../../../cube/asking.js";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { AXES, between, comparable, FIGURES, groupedSql, timeQuery } from "./direct-sql.js";
import { random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

const day = (cell: AnswerCell | undefined): string | null =>
  typeof cell === "string" ? cell.slice(0, 10) : null;

const RANGES: readonly {
  to: "previous_period" | "same_period_last_year";
  now: [string, string];
  before: [string, string];
}[] = [
  {
    to: "previous_period",
    now: ["2013-03-01", "2013-03-31"],
    before: ["2013-02-01", "2013-02-28"],
  },
  {
    to: "previous_period",
    now: ["2013-01-01", "2013-12-31"],
    before: ["2012-01-01", "2012-12-31"],
  },
  {
    to: "previous_period",
    now: ["2013-04-01", "2013-06-30"],
    before: ["2013-01-01", "2013-03-31"],
  },
  {
    to: "previous_period",
    now: ["2013-03-05", "2013-03-14"],
    before: ["2013-02-23", "2013-03-04"],
  },
  {
    to: "same_period_last_year",
    now: ["2013-02-01", "2013-02-28"],
    before: ["2012-02-01", "2012-02-29"],
  },
  {
    to: "same_period_last_year",
    now: ["2013-01-15", "2013-07-14"],
    before: ["2012-01-15", "2012-07-14"],
  },
];

describe("a comparison", () => {
  it.each(Array.from({ length: 16 }, (_, seed) => seed))(
    "has the figures of both periods at every level, as direct SQL has, and loses no row (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const measures = chance.some(Object.keys(FIGURES), 1, 3);
      const plain = Object.keys(AXES).filter((name) => name.split(".").length === 2);
      const period = chance.pick(["sales.sale_date.month", "sales.sale_date.day", null]);
      const axes = [...(period ? [period] : []), ...chance.some(plain, 0, 2)];
      const { to, now, before } = chance.pick(RANGES);
      const answer = await marts.expand({
        measures,
        ...timeQuery(axes, now),
        compare: { to },
        totals: { rows: axes },
      });
      const levels = answer["totals"] as TotalLevel[];
      for (const { rows, data } of [...levels, { rows: axes, data: answer.data }]) {
        const current = await marts.sql(groupedSql(measures, rows, [between(now)]));
        const earlier = await marts.sql(groupedSql(measures, rows, [between(before)]));
        const others = rows.filter((name) => name !== period);
        const nowRows = data.filter((row) => measures.some((name) => row[name] !== null));
        expect(comparable(nowRows, [...rows, ...measures])).toEqual(
          comparable(current.filter(someFigure(measures)), [...rows, ...measures]),
        );
        const previous = measures.map((name) => `${name}.previous`);
        const prior = data
          .filter((row) => previous.some((name) => row[name] !== null))
          .map((row) => ({ ...row, bucket: period ? (row[`${period}.previous`] ?? null) : null }));
        const earlierRows = earlier.filter(someFigure(measures)).map((row) => ({
          ...Object.fromEntries(others.map((name) => [name, row[name]])),
          bucket: period && rows.includes(period) ? row[period] : null,
          ...Object.fromEntries(measures.map((name) => [`${name}.previous`, row[name]])),
        }));
        const names = [...others, "bucket", ...previous];
        expect(comparable(prior, names)).toEqual(comparable(earlierRows, names));
      }
    },
  );

  it("stands each period against the one in the same place", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      timeDimensions: [
        {
          dimension: "sales.sale_date",
          granularity: "day",
          dateRange: ["2013-02-01", "2013-02-28"],
        },
      ],
      compare: { to: "same_period_last_year" },
      order: { "sales.sale_date": "asc" },
    });
    for (const row of answer.data) {
      const [now, then] = [
        day(row["sales.sale_date.day"]),
        day(row["sales.sale_date.day.previous"]),
      ];
      if (now !== null) expect(then).toBe(now.replace("2013", "2012"));
    }
    const leapDay = answer.data.filter((row) => row["sales.sale_date.day"] === null);
    const [direct] = await marts.sql(
      "select count(*) as n from sales.fct_sale where sale_date = '2012-02-29'",
    );
    expect(leapDay.map((row) => row["sales.sale_count.previous"])).toEqual(
      direct?.["n"] === "0" ? [] : [direct?.["n"]],
    );
  });

  it("says the change, and its rate of the earlier figure; nothing sold is a fall by all", async () => {
    const answer = await marts.expand({
      measures: ["sales.revenue", "sales.average_sale"],
      dimensions: ["sales.city"],
      timeDimensions: [{ dimension: "sales.sale_date", dateRange: ["2013-03-01", "2013-03-07"] }],
      compare: { to: { dateRange: ["2012-05-01", "2012-05-20"] } },
      order: { "sales.revenue.change": "desc" },
    });
    const change = (row: AnswerRow): number => Number(row["sales.revenue.change"]);
    const onlyBefore = answer.data.filter((row) => row["sales.revenue"] === null);
    expect(onlyBefore.length).toBeGreaterThan(0);
    for (const row of onlyBefore) {
      expect(change(row)).toBe(-Number(row["sales.revenue.previous"]));
      expect(row["sales.average_sale.change"]).toBeNull();
      expect(Math.abs(Number(row["sales.revenue.change_rate"]))).toBe(1);
    }
    expect(answer.data.map(change)).toEqual(answer.data.map(change).sort((a, b) => b - a));
    expect(answer.annotation["measures"]?.["sales.revenue.change_rate"]).toMatchObject({
      format: "percent",
      type: "number",
    });
  });

  it("understands relative ranges of either period", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      timeDimensions: [{ dimension: "sales.sale_date", dateRange: "last year" }],
      compare: { to: { dateRange: "from 2000 days ago to now" } },
    });
    expect(answer.data).toHaveLength(1);
  });

  it("aligned to the lunar new year has the days that the calendar names", async () => {
    const range: [string, string] = ["2013-01-20", "2013-03-10"];
    const prior = `select lunar_prior_year_date from shared.dim_date
      where date_day between '${range[0]}' and '${range[1]}'`;
    for (const granularity of ["day", "month", null]) {
      const answer = await marts.expand({
        measures: ["sales.sale_count", "sales.customers"],
        dimensions: ["sales.country"],
        timeDimensions: [
          { dimension: "sales.sale_date", ...(granularity && { granularity }), dateRange: range },
        ],
        compare: { to: "lunar" },
        totals: true,
      });
      const [total] = answer["totals"] as TotalLevel[];
      const [direct] = await marts.sql(`select count(*) as n, count(distinct customer_key) as c
        from sales.fct_sale where sale_date in (${prior})`);
      expect(total?.data[0]).toMatchObject({
        "sales.sale_count.previous": direct?.["n"],
        "sales.customers.previous": direct?.["c"],
      });
      const sum = answer.data.reduce((n, row) => n + Number(row["sales.sale_count.previous"]), 0);
      expect(sum).toBe(Number(direct?.["n"]));
    }
    const newYear = await marts.expand({
      measures: ["sales.sale_count"],
      timeDimensions: [{ dimension: "sales.sale_date", granularity: "day", dateRange: range }],
      compare: { to: "lunar" },
    });
    for (const row of newYear.data) {
      const shift =
        Date.parse(`${String(row["sales.sale_date.day"])}Z`) -
        Date.parse(`${String(row["sales.sale_date.day.previous"])}Z`);
      expect(shift / 86_400_000).toBe(384);
    }
  });

  it.each([
    [{ compare: { to: "next_year" } }, "compare.to"],
    [{ compare: { to: { dateRange: "some day" } } }, "compare.to.dateRange"],
    [{ compare: { to: "lunar" }, timeDimensions: [] }, "compare: needs a time dimension"],
  ])("refuses %j", async (wrong, message) => {
    const timeDimensions = [{ dimension: "sales.sale_date", dateRange: "last year" }];
    await expect(
      marts.expand({ measures: ["sales.revenue"], timeDimensions, ...wrong }),
    ).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});

function someFigure(measures: readonly string[]) {
  return (row: Readonly<Record<string, unknown>>): boolean =>
    measures.some((name) => row[name] !== null);
}
