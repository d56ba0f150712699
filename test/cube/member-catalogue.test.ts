import { describe, expect, it } from "vitest";
import { readMemberCatalogue } from "../../cube/member-catalogue.js";

const compiledView = (changes: object = {}): object => ({
  config: {
    name: "stock",
    type: "view",
    title: "Stock",
    description: "Stock by day. One row per day and product.",
    public: true,
    meta: { title_zh: "库存", default_time: "day" },
    measures: [
      {
        name: "stock.on_hand",
        shortTitle: "On hand",
        description: "Pieces in stock.",
        type: "number",
        aggType: "sum",
        public: true,
        aliasMember: "fct_stock.on_hand",
        drillMembers: ["stock.day", "stock.product"],
        meta: { additivity: "semi-additive", last_of: "day", title_zh: "现有库存" },
      },
      { name: "stock.secret", shortTitle: "Secret", type: "number", public: false },
    ],
    dimensions: [
      {
        name: "stock.day",
        shortTitle: "Day",
        type: "time",
        public: true,
        granularities: [{ name: "fiscal_year" }],
      },
      { name: "stock.product", shortTitle: "Product", type: "string", public: true },
    ],
    segments: [{ name: "stock.empty", shortTitle: "Empty", public: true }],
    hierarchies: [
      { name: "stock.calendar", title: "Calendar", levels: ["stock.day"], public: true },
      { name: "stock.hidden", title: "Hidden", levels: ["stock.day"], public: false },
    ],
    ...changes,
  },
});

describe("the member catalogue", () => {
  it("lists the public members of views by name", () => {
    const { members, views, hierarchies } = readMemberCatalogue([
      compiledView({ name: "fct_stock", type: "cube", public: false }),
      compiledView(),
    ]);
    expect([...views.keys()]).toEqual(["stock"]);
    expect([...members.values()].map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "measure stock.on_hand",
      "dimension stock.day",
      "dimension stock.product",
      "segment stock.empty",
    ]);
    expect([...hierarchies.keys()]).toEqual(["stock.calendar"]);
  });

  it("says what a measure is", () => {
    expect(readMemberCatalogue([compiledView()]).members.get("stock.on_hand")).toMatchObject({
      view: "stock",
      title: "On hand",
      titleZh: "现有库存",
      description: "Pieces in stock.",
      descriptionZh: null,
      type: "number",
      aggregate: "sum",
      additivity: "semi-additive",
      lastOf: "stock.day",
      cubeMember: "fct_stock.on_hand",
      drillMembers: ["stock.day", "stock.product"],
    });
  });

  it("knows a view's default time and a time dimension's own granularities", () => {
    const { members, views } = readMemberCatalogue([compiledView()]);
    expect(views.get("stock")).toMatchObject({ titleZh: "库存", defaultTime: "stock.day" });
    expect(members.get("stock.day")?.granularities).toEqual(["fiscal_year"]);
    expect(members.get("stock.empty")?.type).toBe("boolean");
  });
});
