import { readMemberCatalogue, type MemberCatalogue } from "../../../cube/member-catalogue.js";

const of = (view: string, type: string, names: readonly string[]): object[] =>
  names.map((name) => ({
    name: `${view}.${name}`,
    shortTitle: name,
    type,
    public: true,
    ...(type === "time" && name === "order_date"
      ? { granularities: [{ name: "fiscal_year" }] }
      : {}),
  }));

const view = (name: string, members: Readonly<Record<string, readonly string[]>>): object => ({
  config: {
    name,
    type: "view",
    title: name,
    public: true,
    measures: of(name, "number", members["measures"] ?? []),
    dimensions: [
      ...of(name, "string", members["texts"] ?? []),
      ...of(name, "number", members["numbers"] ?? []),
      ...of(name, "time", members["times"] ?? []),
      ...of(name, "boolean", members["flags"] ?? []),
    ],
    segments: of(name, "boolean", members["segments"] ?? []),
    hierarchies: [],
  },
});

/** Two views with members of every kind and type. */
export function smallCatalogue(): MemberCatalogue {
  return readMemberCatalogue([
    view("sales", {
      measures: ["net_revenue", "margin", "margin_rate", "order_count", "customer_count"],
      texts: ["country_name", "category_name", "product_name"],
      numbers: ["quantity", "order_year"],
      times: ["order_date", "shipped_date"],
      flags: ["is_cancelled"],
      segments: ["internet_only"],
    }),
    view("orders", { measures: ["net_revenue"], times: ["order_date"] }),
  ]);
}
