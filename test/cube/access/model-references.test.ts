import { describe, expect, it } from "vitest";
import { type ModelDefinitions, referencesOf } from "../../../cube/access/model-references.js";

/** A function whose text is what Cube makes of `{references}` in YAML. */
function sql(template: string): () => string {
  return Object.assign(() => template, { toString: () => `() => \`${template}\`` });
}

const MODEL: ModelDefinitions = {
  fct: {
    sqlTable: sql("sales.fct"),
    joins: [{ name: "dim", sql: sql("${CUBE}.dim_key = ${dim}.dim_key") }],
    measures: {
      net: { sql: sql("${CUBE}.net_amount") },
      large: { sql: sql("${CUBE}.key"), filters: [{ sql: sql("${CUBE}.size > 3") }] },
      rate: { sql: sql("${net} / NULLIF(${dim.names}, 0)") },
      rows: {},
      bare: { sql: sql("net_amount + length('secret')") },
    },
    dimensions: { odd: { sql: sql("${stranger.thing}") } },
  },
  dim: {
    sqlTable: sql("shared.dim"),
    measures: { names: { sql: sql("${CUBE}.name") } },
    dimensions: { name: { sql: sql("${CUBE}.name") } },
  },
  both: {
    sql: sql(
      "SELECT key, a AS value FROM sales.one UNION ALL SELECT * FROM sales.two WHERE kind = 'a'",
    ),
    measures: { value: { sql: sql("${CUBE}.value") } },
  },
  view: {
    measures: {
      net: { sql: sql("${fct.net}") },
      large: { sql: sql("${fct.large}") },
      rate: { sql: sql("${fct.rate}") },
      rows: { sql: sql("${fct.rows}") },
      bare: { sql: sql("${fct.bare}") },
      value: { sql: sql("${both.value}") },
    },
    dimensions: { name: { sql: sql("${fct.dim.name}") }, odd: { sql: sql("${fct.odd}") } },
  },
};

function found(member: string): string[] {
  const references = referencesOf(MODEL, "view", member);
  return references ? [...references.tables, ...references.columns].sort() : ["not understood"];
}

describe("what a member is made from", () => {
  it("is its columns, filters included", () => {
    expect(found("net")).toEqual(["sales.fct", "sales.fct.net_amount"]);
    expect(found("large")).toEqual(["sales.fct", "sales.fct.key", "sales.fct.size"]);
    expect(found("rows")).toEqual(["sales.fct"]);
  });

  it("is also what joins on the way compare, and what other members are made from", () => {
    const joined = [
      "sales.fct",
      "sales.fct.dim_key",
      "shared.dim",
      "shared.dim.dim_key",
      "shared.dim.name",
    ];
    expect(found("name")).toEqual(joined);
    expect(found("rate")).toEqual([...joined, "sales.fct.net_amount"].sort());
  });

  it("may be a word without a table, but no text in quotes", () => {
    const words = referencesOf(MODEL, "view", "bare")?.words;
    expect(words).toContain("sales.fct.net_amount");
    expect(words).not.toContain("sales.fct.secret");
  });

  it("is what the tables of a query pass on", () => {
    expect(found("value")).toEqual(["sales.one", "sales.two"]);
    const words = [...(referencesOf(MODEL, "view", "value")?.words ?? [])];
    expect(words).toEqual(
      expect.arrayContaining(["sales.one.a", "sales.two.value", "sales.two.kind"]),
    );
    expect(words).not.toContain("sales.two.a");
  });

  it("is left to the engine where the model says it in another way", () => {
    expect(found("odd")).toEqual(["not understood"]);
    expect(found("absent")).toEqual(["not understood"]);
  });
});
