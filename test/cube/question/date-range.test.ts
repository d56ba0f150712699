import { describe, expect, it } from "vitest";
import { checkDateRange } from "../../../cube/question/date-range.js";
import { checkQuery } from "../../../cube/question/check-query.js";
import { smallCatalogue } from "./small-catalogue.js";

const now = new Date("2014-01-15T12:00:00Z");

describe("a date range", () => {
  it.each<[unknown, unknown]>([
    ["2013-12-31", "2013-12-31"],
    [["2013-01-01"], ["2013-01-01", "2013-01-01"]],
    [
      ["2012-02-29", "2012-02-29"],
      ["2012-02-29", "2012-02-29"],
    ],
    [
      ["2013-01-01T00:00:00.000", "2013-01-31T23:59:59.999"],
      ["2013-01-01T00:00:00.000", "2013-01-31T23:59:59.999"],
    ],
    [
      ["2013-01-01", "2013-01-01 10:00"],
      ["2013-01-01", "2013-01-01 10:00"],
    ],
    ["Today", "today"],
    ["now", "today"],
    ["last   Week", "last week"],
    ["this quarter", "this quarter"],
    ["last 30 days", "last 30 days"],
    [["next 2 weeks"], "next 2 weeks"],
    ["from 7 days ago to now", "from 7 days ago to now"],
    ["from 7 days ago to today", "from 7 days ago to now"],
    ["from yesterday to tomorrow", "from 1 day ago to 1 day from now"],
    ["from 2013-01-01 to now", "from 2013-01-01 to now"],
    ["from 1 quarter ago to 1 month ago", "from 1 quarter ago to 1 month ago"],
  ])("%j is %j", (raw, range) => {
    expect(checkDateRange(raw, now)).toEqual({ range });
  });

  it.each<[unknown, RegExp]>([
    ["last mnth", /"last mnth" is no date/],
    ["2013", /"2013" is no date/],
    ["blast day", /is no date/],
    ["toString", /is no date/],
    ["", /"" is no date/],
    ["2013-13-01", /there is no day "2013-13-01"/],
    ["last 0 days", /reaches no day/],
    ["last 9999 years", /reaches no day of the calendar/],
    ["from 9999 years ago to now", /reaches no day/],
    ["from now to 7 days ago", /ends before it starts/],
    ["from 2015-01-01 to now", /ends before it starts/],
    ["from then to now", /is no date/],
    [["2013-01-02", "2013-01-01"], /ends on 2013-01-01, before it starts on 2013-01-02/],
    [["2013-01-01", "2013-02-29"], /there is no day "2013-02-29"/],
    [["2013-01-01", "2013-01-02", "2013-01-03"], /a list of 3 is no date range/],
    [[], /a list of 0/],
    [[1, 2], /1 is no date/],
    [5, /5 is no date range/],
    [{}, /an object is no date range/],
    ["0000-01-01", /no day/],
  ])("%j is none", (raw, message) => {
    const checked = checkDateRange(raw, now);
    expect("fault" in checked ? checked.fault : "no fault").toMatch(message);
  });
});

describe("a time dimension", () => {
  const time = (value: unknown) => () =>
    checkQuery({ measures: ["sales.margin"], timeDimensions: [value] }, smallCatalogue(), { now });

  it("compares ranges", () => {
    const compareDateRange = ["last month", ["2013-01-01", "2013-01-31"]];
    expect(time({ dimension: "sales.order_date", compareDateRange })()).toMatchObject({
      timeDimensions: [{ dimension: "sales.order_date", compareDateRange }],
    });
  });

  it.each<[string, unknown, RegExp]>([
    [
      "on text",
      { dimension: "sales.country_name" },
      /no time dimension but of type string.*order_date/,
    ],
    ["unknown", { dimension: "sales.order_dat" }, /Did you mean sales\.order_date/],
    ["by the decade", { dimension: "sales.order_date", granularity: "decade" }, /"decade"; it has/],
    ["by 5", { dimension: "sales.order_date", granularity: 5 }, /no granularity 5/],
    [
      "with a bad range",
      { dimension: "sales.order_date", dateRange: "soon" },
      /sales\.order_date: "soon"/,
    ],
    [
      "with both ranges",
      { dimension: "sales.order_date", dateRange: "today", compareDateRange: ["today"] },
      /either dateRange or compareDateRange/,
    ],
    ["comparing nothing", { dimension: "sales.order_date", compareDateRange: [] }, /a list of 0/],
    [
      "comparing badly",
      { dimension: "sales.order_date", compareDateRange: ["today", "soon"] },
      /compareDateRange\[1\]: sales\.order_date: "soon"/,
    ],
    ["with an unknown key", { dimension: "sales.order_date", range: "today" }, /no "range"/],
    ["that is text", "sales.order_date", /expected a time dimension/],
  ])("is not %s", (_what, value, message) => {
    expect(time(value)).toThrow(message);
  });
});
