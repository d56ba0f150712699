import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportingCalendar } from "../../../cube/extension/reporting-calendar.js";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { comparable } from "./direct-sql.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts({ fiscal_year_start_month: 5, week_starts_on: "sunday" });
});

afterAll(() => marts.close());

/** Starts of a year from May, of its quarters, and of a week from Sunday. */
const STARTS: Readonly<Record<string, string>> = {
  fiscal_year: "date_trunc('year', sale_date - interval 4 month) + interval 4 month",
  fiscal_quarter: "date_trunc('quarter', sale_date - interval 1 month) + interval 1 month",
  reporting_week: "date_trunc('week', sale_date + interval 1 day) - interval 1 day",
};

const sales = (granularity: string, dateRange: [string, string]): object => ({
  measures: ["sales.sale_count", "sales.customers"],
  timeDimensions: [{ dimension: "sales.sale_date", granularity, dateRange }],
});

describe("the reporting calendar", () => {
  it.each(Object.entries(STARTS))("cuts %s where the company does", async (granularity, start) => {
    const answer = await marts.expand({
      ...sales(granularity, ["2012-01-01", "2013-12-31"]),
      dimensions: ["sales.country"],
      totals: true,
    });
    const axis = `sales.sale_date.${granularity}`;
    const direct = (dimensions: string): Promise<Record<string, unknown>[]> =>
      marts.sql(`select ${dimensions} ${start} as "${axis}", count(*) as "sales.sale_count",
        count(distinct customer_key) as "sales.customers"
        from sales.fct_sale join shared.dim_place using (place_key) group by all`);
    const names = ["sales.country", axis, "sales.sale_count", "sales.customers"];
    expect(comparable(answer.data, names)).toEqual(
      comparable(await direct('country as "sales.country", '), names),
    );
    const level = (answer["totals"] as TotalLevel[]).find(
      ({ rows }) => rows[0] === "sales.country",
    );
    expect(level?.data).toHaveLength(4);
  });

  it("compares its periods by place, and runs within them", async () => {
    const answer = await marts.expand({
      ...sales("fiscal_quarter", ["2013-05-01", "2013-12-31"]),
      compare: { to: "same_period_last_year" },
      calculate: [{ type: "rolling", of: "sales.customers", window: 2, name: "two" }],
    });
    const axis = "sales.sale_date.fiscal_quarter";
    expect(answer.data.map((row) => [row[axis], row[`${axis}.previous`]])).toEqual([
      ["2013-05-01T00:00:00.000", "2012-05-01T00:00:00.000"],
      ["2013-08-01T00:00:00.000", "2012-08-01T00:00:00.000"],
      ["2013-11-01T00:00:00.000", "2012-11-01T00:00:00.000"],
    ]);
    const [direct] = await marts.sql(`select count(distinct customer_key) as n from sales.fct_sale
      where sale_date between '2013-05-01' and '2013-10-31'`);
    expect(answer.data[1]?.["two"]).toBe(direct?.["n"]);
  });

  it("holds for measures over rolling windows", async () => {
    const answer = await marts.expand({
      measures: ["sales.revenue_two_months"],
      timeDimensions: [
        {
          dimension: "sales.sale_date",
          granularity: "fiscal_quarter",
          dateRange: ["2012-05-01", "2013-04-30"],
        },
      ],
    });
    const ends = ["2012-07-31", "2012-10-31", "2013-01-31", "2013-04-30"];
    for (const [place, end] of ends.entries()) {
      const [direct] = await marts.sql(`select sum(amount) as s from sales.fct_sale
        where sale_date > date '${end}' + interval 1 day - interval 2 month - interval 1 day
          and sale_date <= '${end}'`);
      const row = answer.data[place];
      expect(Number(row?.["sales.revenue_two_months"])).toBeCloseTo(Number(direct?.["s"]));
    }
  });

  it("is said to clients in the members' own words", async () => {
    const answer = await marts.expand(sales("fiscal_year", ["2013-05-01", "2013-12-31"]));
    expect(answer.annotation["timeDimensions"]?.["sales.sale_date.fiscal_year"]).toMatchObject({
      granularity: { name: "fiscal_year", interval: "1 year", offset: "4 months" },
    });
    expect(marts.members.members.get("sales.sale_date")?.granularities).toEqual([
      "fiscal_year",
      "fiscal_quarter",
      "reporting_week",
    ]);
  });

  it("is the common one where nothing is said", () => {
    expect(reportingCalendar({})).toEqual({ fiscalYearStartMonth: 1, weekStartsOn: "monday" });
  });

  it.each([
    [{ fiscal_year_start_month: 13 }, "fiscal_year_start_month"],
    [{ fiscal_year_start_month: "april" }, "fiscal_year_start_month"],
    [{ week_starts_on: "someday" }, "week_starts_on"],
  ])("refuses %j", (vars, message) => {
    expect(() => reportingCalendar(vars)).toThrow(message);
  });
});
