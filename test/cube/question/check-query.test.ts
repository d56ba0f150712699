import { describe, expect, it } from "vitest";
import { checkQuery, checkQuestion, parseQueryText } from "../../../cube/question/check-query.js";
import { GranaryError } from "../../../warehouse/errors.js";
import { smallCatalogue } from "./small-catalogue.js";

const members = smallCatalogue();
const now = new Date("2014-01-15T12:00:00Z");

function faultsOf(check: () => unknown): readonly string[] {
  try {
    check();
  } catch (error) {
    if (error instanceof GranaryError && error.code === "QUERY_INVALID") return error.details;
    throw error;
  }
  return [];
}

const faults = (query: unknown): readonly string[] =>
  faultsOf(() => checkQuery(query, members, { now }));

const revenue = { measures: ["sales.net_revenue"] };

describe("a checked query", () => {
  it("is what was asked, with order as pairs and values as text", () => {
    expect(
      checkQuery(
        {
          measures: ["sales.net_revenue"],
          dimensions: ["sales.country_name", "sales.shipped_date.month"],
          segments: ["sales.internet_only"],
          timeDimensions: [
            { dimension: "sales.order_date", granularity: "fiscal_year", dateRange: "Last  Month" },
          ],
          filters: [
            {
              or: [
                { dimension: "sales.quantity", operator: "gt", values: [3] },
                { and: [{ member: "sales.is_cancelled", operator: "equals", values: [true] }] },
              ],
            },
            { member: "sales.net_revenue", operator: "gte", values: ["1e3"] },
            { member: "sales.country_name", operator: "equals", values: ["France", null, 5] },
          ],
          order: { "sales.net_revenue": "desc", "sales.order_date": "asc" },
          limit: 10,
          offset: null,
          timezone: "Asia/Shanghai",
          ungrouped: false,
          cache: "no-cache",
          renewQuery: true,
          topN: { of: "sales.country_name" },
        },
        members,
        { now },
      ),
    ).toEqual({
      measures: ["sales.net_revenue"],
      dimensions: ["sales.country_name", "sales.shipped_date.month"],
      segments: ["sales.internet_only"],
      timeDimensions: [
        { dimension: "sales.order_date", granularity: "fiscal_year", dateRange: "last month" },
      ],
      filters: [
        {
          or: [
            { member: "sales.quantity", operator: "gt", values: ["3"] },
            { and: [{ member: "sales.is_cancelled", operator: "equals", values: ["true"] }] },
          ],
        },
        { member: "sales.net_revenue", operator: "gte", values: ["1e3"] },
        { member: "sales.country_name", operator: "equals", values: ["France", null, "5"] },
      ],
      order: [
        ["sales.net_revenue", "desc"],
        ["sales.order_date", "asc"],
      ],
      limit: 10,
      timezone: "Asia/Shanghai",
      ungrouped: false,
      topN: { of: "sales.country_name" },
    });
  });

  it("may be ordered by a column that an extension adds", () => {
    const order = [["sales.net_revenue.rank", "asc"]];
    expect(checkQuery({ ...revenue, order, calculate: [] }, members)).toMatchObject({ order });
    expect(faults({ ...revenue, order })).toHaveLength(1);
  });

  it("is not changed by a second check", () => {
    const once = checkQuery({ ...revenue, order: { "sales.net_revenue": "asc" } }, members);
    expect(checkQuery(once, members)).toEqual(once);
  });

  it.each<[string, unknown, RegExp]>([
    [
      "an unknown measure",
      { measures: ["sales.net_revenu"] },
      /^measures\[0\]: There is no measure sales\.net_revenu\. Did you mean sales\.net_revenue/,
    ],
    [
      "an unknown view",
      { measures: ["selas.margin"] },
      /no view selas.* Did you mean sales\.margin/,
    ],
    [
      "a far name",
      { measures: ["sales.zzz"] },
      /Did you mean sales\.\w+, sales\.\w+ or sales\.\w+\?/,
    ],
    [
      "a dimension among the measures",
      { measures: ["sales.country_name"] },
      /sales\.country_name is a dimension, not a measure: name it under dimensions/,
    ],
    ["an unknown segment", { ...revenue, segments: ["sales.internet"] }, /sales\.internet_only/],
    ["no name", { measures: ["revenue"] }, /"revenue" is no member; .*sales\.net_revenue/],
    [
      "a member expression",
      { measures: [{ expression: ["return 1"], cubeName: "sales", name: "x" }] },
      /measures\[0\]: an object is no member/,
    ],
    ["sub-query joins", { ...revenue, subqueryJoins: [{ sql: "select 1" }] }, /no "subqueryJoins"/],
    ["an unknown key", { ...revenue, filter: [] }, /no "filter"\. Did you mean filters/],
    ["a text in place of a list", { measures: "sales.margin" }, /measures: expected a list/],
    ["nothing asked", {}, /asks for nothing/],
    ["only a range", { timeDimensions: [{ dimension: "sales.order_date" }] }, /asks for nothing/],
    ["no object", "measures", /a query is an object, not "measures"/],
    [
      "a member twice",
      { measures: ["sales.margin", "sales.margin"] },
      /sales\.margin is named twice/,
    ],
    [
      "a time bucket twice",
      {
        dimensions: ["sales.order_date.month"],
        timeDimensions: [{ dimension: "sales.order_date", granularity: "month" }],
      },
      /sales\.order_date\.month is named twice/,
    ],
    ["a granularity of a text", { dimensions: ["sales.country_name.month"] }, /no time dimension/],
    [
      "a negative limit",
      { ...revenue, limit: -1 },
      /limit: expected a whole number from 0 to 50000/,
    ],
    ["a limit as text", { ...revenue, limit: "10" }, /limit: .* not "10"/],
    ["a limit too large", { ...revenue, limit: 50_001 }, /not 50001/],
    ["a broken offset", { ...revenue, offset: 1.5 }, /offset: .* not 1\.5/],
    ["a flag as text", { ...revenue, total: "yes" }, /total: expected true or false, not "yes"/],
    [
      "an unknown format",
      { ...revenue, responseFormat: "csv" },
      /default, compact, columnar, not "csv"/,
    ],
    ["an unknown time zone", { ...revenue, timezone: "Asia/Shangai" }, /Asia\/Shanghai/],
    ["an offset as time zone", { ...revenue, timezone: "+08:00" }, /no time zone "\+08:00"/],
    [
      "an order by what is not asked",
      { ...revenue, order: { "sales.margin": "asc" } },
      /does not ask for "sales\.margin".* Did you mean sales\.net_revenue/,
    ],
    [
      "no direction",
      { ...revenue, order: [["sales.net_revenue", "up"]] },
      /"asc" or "desc", not "up"/,
    ],
    ["no order", { ...revenue, order: ["sales.net_revenue"] }, /order: expected pairs/],
    [
      "too many members",
      { dimensions: Array.from({ length: 201 }, () => "sales.country_name") },
      /more than 200 members/,
    ],
  ])("names %s", (_what, query, message) => {
    expect(faults(query).join("\n")).toMatch(message);
  });

  it("lists all faults at once, each with its place, and not more than twenty", () => {
    expect(faults({ measures: ["sales.x"], dimensions: ["sales.y"], limit: -1 })).toHaveLength(3);
    expect(() => checkQuery({ measures: ["sales.x"], limit: -1 }, members)).toThrow("(and 1 more)");
    const many = Array.from({ length: 200 }, (_, index) => `sales.x${String(index)}`);
    expect(faults({ measures: many })).toHaveLength(20);
  });

  it("offers no name that may not be told", () => {
    const check = (): unknown =>
      checkQuery({ measures: ["sales.margn"] }, members, {
        suggest: (name) => !name.startsWith("sales.margin"),
      });
    expect(faultsOf(check).join()).not.toContain("sales.margin");
  });
});

describe("a checked question", () => {
  const by = (view: string, granularity?: string): object => ({
    measures: [`${view}.net_revenue`],
    timeDimensions: [{ dimension: `${view}.order_date`, ...(granularity ? { granularity } : {}) }],
  });

  it("may be several queries over one granularity", () => {
    expect(checkQuestion([by("sales", "year"), by("orders", "year")], members)).toHaveLength(2);
    expect(checkQuestion(by("sales", "year"), members)).toHaveLength(1);
  });

  it.each<[string, unknown, RegExp]>([
    ["none", [], /1 to 20 queries, not 0/],
    ["too many", Array.from({ length: 21 }, () => by("sales", "year")), /not 21/],
    ["without a granularity", [by("sales", "year"), by("orders")], /\[1\]\.timeDimensions: /],
    ["of two granularities", [by("sales", "year"), by("orders", "month")], /not year and month/],
    ["nested", [[by("sales", "year")]], /\[0\]: a query is an object, not a list of 1/],
    [
      "of two, one wrong",
      [by("sales", "year"), by("order", "year")],
      /\[1\]\.measures\[0\]: There is no view order/,
    ],
  ])("is not a list of queries %s", (_what, question, message) => {
    expect(faultsOf(() => checkQuestion(question, members)).join("\n")).toMatch(message);
  });
});

describe("a query in an address", () => {
  it("is JSON", () => {
    expect(parseQueryText('{"limit":1}')).toEqual({ limit: 1 });
  });

  it.each([undefined, "", "{", ["{}"]])("is refused as %j", (text) => {
    expect(faultsOf(() => parseQueryText(text))).toHaveLength(1);
  });
});
