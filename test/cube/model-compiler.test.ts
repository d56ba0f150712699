import { describe, expect, it } from "vitest";
import { applyCubeSettings } from "../../cube/cube-settings.js";
import { provideNativeFunctions } from "../../cube/native-substitutes.js";

applyCubeSettings();
provideNativeFunctions();
const { compiledModel } = await import("../../cube/model-compiler.js");

const compiled = (content: string): string =>
  compiledModel([{ fileName: "a.yml", content }])[0]?.content ?? "";

/** What the compiled file hands to `cube` and `view`, by name. */
function handedOver(content: string): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  const take = (name: string, cube: Record<string, unknown>): void => {
    found[name] = cube;
  };
  // The file is JavaScript for Cube's sandbox.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function("cube", "view", compiled(content)) as (
    cube: typeof take,
    view: typeof take,
  ) => void;
  run(take, take);
  return found;
}

const CUBE = `
cubes:
  - name: fct
    sql_table: sales.fct
    meta: &fact { owner: sales }
    joins:
      - name: dim
        relationship: many_to_one
        sql: "{CUBE}.k = {dim}.k AND {dim.day} > '\`x'"
    measures:
      - name: total
        sql: "{CUBE}.a"
        type: sum
        drill_members: &rows [day, dim.name]
        meta: { <<: *fact, title_zh: 合计 }
      - name: levels
        sql: "{total} / NULLIF({CUBE.other}, 0)"
        type: number
        drill_members: *rows
        filters:
          - sql: "{CUBE}.kind = 'a' AND {CUBE}.s <> '\\\\{}'"
    hierarchies:
      - name: calendar
        levels: [year, day]
views:
  - name: sales
    cubes:
      - join_path: fct.dim
        includes: [levels, "*"]`;

describe("the compiled model", () => {
  it("has members by name, and SQL as functions of the names it refers to", () => {
    const { fct } = handedOver(CUBE);
    const measures = fct?.["measures"] as Record<string, Record<string, unknown>>;
    expect(String(measures["levels"]?.["sql"])).toBe(
      "(total, CUBE) => `${total} / NULLIF(${CUBE.other}, 0)`",
    );
    expect(String(measures["total"]?.["drillMembers"])).toBe("(day, dim) => [day, dim.name]");
    expect(measures["total"]?.["meta"]).toEqual({ owner: "sales", title_zh: "合计" });
    const [join] = fct?.["joins"] as { sql: (cube: string, dim: object) => string }[];
    const dim = { day: "d.day", toString: () => "d" };
    expect(join?.sql("f", dim)).toBe("f.k = d.k AND d.day > '`x'");
    const [filter] = measures["levels"]?.["filters"] as { sql: (cube: string) => string }[];
    expect(filter?.sql("f")).toBe("f.kind = 'a' AND f.s <> '{}'");
    const hierarchies = fct?.["hierarchies"] as Record<string, { levels: unknown }>;
    expect(String(hierarchies["calendar"]?.levels)).toBe("(year, day) => [year, day]");
  });

  it("leaves names of members in a view's lists as they are", () => {
    const { sales } = handedOver(CUBE);
    const [part] = sales?.["cubes"] as { joinPath: unknown; includes: unknown }[];
    expect(String(part?.joinPath)).toBe("(fct) => fct.dim");
    expect(part?.includes).toEqual(["levels", "*"]);
  });

  it("gives each cube to whoever adjusts it, and not its neighbours' anchors", () => {
    const [file] = compiledModel([{ fileName: "a.yml", content: CUBE }], (cube) => {
      cube["title"] = `Adjusted ${cube.name}`;
    });
    expect(file?.content).toContain('"title":"Adjusted fct"');
    expect(file?.content).toContain('"title":"Adjusted sales"');
  });

  it.each([
    ["a reference that is no name", 'cubes: [{ name: a, sql: "{f(1)}" }]', "{f(1)} is no name"],
    ["a member twice", "cubes: [{ name: a, measures: [{ name: b }, { name: b }] }]", "twice"],
    ["a member without a name", "cubes: [{ name: a, measures: [{ type: sum }] }]", "no name"],
    ["an unknown key", "models: []", "none of the keys"],
    ["no YAML", "cubes: [", "unexpected end"],
  ])("throws the fault of %s with the file's name", (_what, content, fault) => {
    expect(() => handedOver(content)).toThrow(/^a\.yml: /);
    expect(() => handedOver(content)).toThrow(fault);
  });
});
