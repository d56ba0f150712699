import { describe, expect, it } from "vitest";
import { checkQuery } from "../../../cube/question/check-query.js";
import { GranaryError } from "../../../warehouse/errors.js";
import { smallCatalogue } from "./small-catalogue.js";

const members = smallCatalogue();

/** The fault of one filter; empty where there is none. */
function faultOf(filter: unknown): string {
  try {
    checkQuery({ measures: ["sales.margin"], filters: [filter] }, members);
  } catch (error) {
    if (error instanceof GranaryError) return error.details.join("\n");
    throw error;
  }
  return "";
}

const nested = (depth: number): unknown =>
  depth === 0
    ? { member: "sales.country_name", operator: "set" }
    : { [depth % 2 === 0 ? "and" : "or"]: [nested(depth - 1)] };

describe("a filter", () => {
  it.each<[string, string, readonly unknown[]]>([
    ["sales.country_name", "contains", ["50%"]],
    ["sales.country_name", "equals", [null]],
    ["sales.country_name", "in", ["France", "Spain"]],
    ["sales.country_name", "notSet", []],
    ["sales.quantity", "gte", ["-1.5"]],
    ["sales.quantity", "equals", [1, "2", null]],
    ["sales.margin", "lt", [0]],
    ["sales.margin", "measureFilter", []],
    ["sales.order_date", "inDateRange", ["2013-01-01", "2013-12-31"]],
    ["sales.order_date", "inDateRange", ["last 30 days"]],
    ["sales.order_date", "afterOrOnDate", ["today"]],
    ["sales.order_date", "beforeDate", ["2013-01-01T00:00:00.000"]],
    ["sales.order_date", "equals", ["2013-01-01"]],
    ["sales.is_cancelled", "equals", ["TRUE"]],
  ])("on %s may be %s %j", (member, operator, values) => {
    expect(faultOf({ member, operator, values })).toBe("");
  });

  it.each<[string, string, unknown, RegExp]>([
    [
      "sales.margin",
      "contains",
      ["1"],
      /contains does not go with sales\.margin, which is a number/,
    ],
    ["sales.country_name", "gt", ["1"], /gt does not go with sales\.country_name, which is text/],
    ["sales.country_name", "inDateRange", ["today"], /which is text; equals/],
    ["sales.country_name", "measureFilter", [], /measureFilter does not go with/],
    ["sales.is_cancelled", "gt", [1], /which is true or false/],
    ["sales.order_date", "contains", ["2013"], /which is a date/],
    ["sales.margin", "equal", [1], /no operator "equal"\. Did you mean equals/],
    ["sales.margin", "gt", ["many"], /values\[0\]: sales\.margin is a number, and "many" is none/],
    ["sales.margin", "gt", ["1e999"], /"1e999" is none/],
    ["sales.margin", "gt", ["0x10"], /"0x10" is none/],
    ["sales.margin", "gt", [""], /"" is none/],
    ["sales.margin", "gt", [1, 2], /takes one value, not 2/],
    ["sales.margin", "gt", [null], /expected text, a number, true or false, not null/],
    ["sales.margin", "gt", [], /gt on sales\.margin needs a value/],
    ["sales.margin", "gt", "1", /expected a list of values, not "1"/],
    ["sales.quantity", "equals", [true], /true is none/],
    ["sales.is_cancelled", "equals", ["yes"], /is true or false, not "yes"/],
    ["sales.country_name", "equals", [{ a: 1 }], /not an object/],
    ["sales.country_name", "contains", [null], /contains on sales\.country_name needs a value/],
    ["sales.country_name", "equals", ["x".repeat(10_001)], /longer than 10000 signs/],
    ["sales.order_date", "equals", ["2013-02-30"], /there is no day "2013-02-30"/],
    ["sales.order_date", "beforeDate", ["soon"], /"soon" is no date\. Write a day as/],
    ["sales.order_date", "inDateRange", ["2013-12-31", "2013-01-01"], /ends on 2013-01-01, before/],
    ["sales.order_date", "inDateRange", ["last week", "today"], /"last week" is no date/],
    ["sales.colour", "set", [], /There is no measure or dimension sales\.colour/],
    ["sales.internet_only", "set", [], /is a segment, not a measure or dimension/],
  ])("on %s is not %s %j", (member, operator, values, message) => {
    expect(faultOf({ member, operator, values })).toMatch(message);
  });

  it("is nested ten deep and no deeper", () => {
    expect(faultOf(nested(9))).toBe("");
    expect(faultOf(nested(10))).toMatch(/nested more than 10 deep/);
    expect(faultOf(nested(5_000))).toMatch(/nested more than 10 deep/);
  });

  it.each<[string, unknown, RegExp]>([
    ["an empty group", { or: [] }, /"or" holds no filter/],
    ["a group that is no list", { and: {} }, /expected a list of filters, not an object/],
    ["two groups in one", { and: [nested(0)], or: [nested(0)] }, /stands alone/],
    ["an unknown key", { member: "sales.margin", op: "set" }, /no "op"\. Did you mean or/],
    ["no filter", 5, /expected a filter, not 5/],
    [
      "measures and dimensions mixed",
      { or: [nested(0), { member: "sales.margin", operator: "gt", values: [1] }] },
      /mixes measures and dimensions/,
    ],
    ["too many", { or: Array.from({ length: 501 }, () => nested(0)) }, /more than 500 filters/],
    [
      "too many values",
      {
        member: "sales.country_name",
        operator: "equals",
        values: Array.from({ length: 10_001 }, () => "x"),
      },
      /more than 10000 values/,
    ],
  ])("is not %s", (_what, filter, message) => {
    expect(faultOf(filter)).toMatch(message);
  });
});
