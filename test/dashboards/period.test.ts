import { describe, expect, it } from "vitest";
import { addMonths, monthsBetween } from "../../dashboards/period/calendar.js";
import {
  focusRange,
  isPartial,
  type PeriodChoice,
  periodRange,
  previousRange,
} from "../../dashboards/period/period.js";

const choice = (change: Partial<PeriodChoice>): PeriodChoice => ({
  period: "12m",
  from: null,
  to: null,
  month: null,
  ...change,
});

const ranges = (change: Partial<PeriodChoice>, asOf: string): string[] => {
  const now = focusRange(choice(change), asOf);
  const before = previousRange(choice(change), asOf);
  return [`${now.from} ${now.to}`, before ? `${before.from} ${before.to}` : "none"];
};

describe("the previous period", () => {
  it.each([
    ["12m", "2013-12-31", "2013-01-01 2013-12-31", "2012-01-01 2012-12-31"],
    ["12m", "2014-01-28", "2013-01-29 2014-01-28", "2012-01-29 2013-01-28"],
    ["12m", "2013-02-28", "2012-03-01 2013-02-28", "2011-03-01 2012-02-29"],
    ["12m", "2024-02-29", "2023-03-01 2024-02-29", "2022-03-01 2023-02-28"],
    ["month", "2014-05-17", "2014-05-01 2014-05-17", "2014-04-01 2014-04-17"],
    ["month", "2014-05-31", "2014-05-01 2014-05-31", "2014-04-01 2014-04-30"],
    ["month", "2014-02-28", "2014-02-01 2014-02-28", "2014-01-01 2014-01-31"],
    ["month", "2014-03-30", "2014-03-01 2014-03-30", "2014-02-01 2014-02-28"],
    ["quarter", "2014-05-17", "2014-04-01 2014-05-17", "2014-01-01 2014-02-17"],
    ["ytd", "2014-01-28", "2014-01-01 2014-01-28", "2013-01-01 2013-01-28"],
    ["ytd", "2024-02-29", "2024-01-01 2024-02-29", "2023-01-01 2023-02-28"],
    ["all", "2014-01-28", "1900-01-01 2014-01-28", "none"],
  ] as const)("of %s as of %s is as long and lies before it", (period, asOf, now, before) => {
    expect(ranges({ period }, asOf)).toEqual([now, before]);
  });

  it.each([
    ["2013-03-01", "2013-05-31", "2012-12-01 2013-02-28"],
    ["2013-12-10", "2013-12-20", "2013-11-29 2013-12-09"],
    ["2013-12-10", "2013-12-10", "2013-12-09 2013-12-09"],
  ])("of custom days %s to %s ends the day before", (from, to, before) => {
    expect(ranges({ period: "custom", from, to }, "2014-01-28")[1]).toBe(before);
  });

  it("of a single month is the month before, cut alike", () => {
    const asOf = "2014-01-28";
    expect(ranges({ month: "2013-06" }, asOf)).toEqual([
      "2013-06-01 2013-06-30",
      "2013-05-01 2013-05-31",
    ]);
    expect(ranges({ month: "2014-01" }, asOf)).toEqual([
      "2014-01-01 2014-01-28",
      "2013-12-01 2013-12-28",
    ]);
    expect(ranges({ period: "all", month: "2012-01" }, asOf)).toEqual([
      "2012-01-01 2012-01-31",
      "2011-12-01 2011-12-31",
    ]);
  });

  it("ignores a month outside the period", () => {
    expect(ranges({ month: "1999-06" }, "2013-12-31")[0]).toBe("2013-01-01 2013-12-31");
  });
});

describe("months of a period", () => {
  it("are partial where the period cuts them", () => {
    const range = periodRange(choice({}), "2014-01-28");
    const partial = monthsBetween("2013-01", "2014-01").filter((month) => isPartial(month, range));
    expect(partial).toEqual(["2013-01", "2014-01"]);
  });

  it("cross the end of a year", () => {
    expect(monthsBetween("2013-11", "2014-02")).toEqual([
      "2013-11",
      "2013-12",
      "2014-01",
      "2014-02",
    ]);
    expect(monthsBetween("2014-03", "2014-02")).toEqual([]);
  });
});

describe("month arithmetic", () => {
  it.each([
    ["2014-01-31", 1, "2014-02-28"],
    ["2014-02-28", 1, "2014-03-31"],
    ["2014-01-30", 1, "2014-02-28"],
    ["2014-03-15", -3, "2013-12-15"],
    ["2012-02-29", -12, "2011-02-28"],
    ["2013-12-31", 12, "2014-12-31"],
  ])("%s and %i months is %s", (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });
});
