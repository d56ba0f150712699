import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Member, MemberCatalogue } from "../../cube/member-catalogue.js";
import { compiledCore } from "../../cube/semantic-layer.js";
import { compiledModelOfTree, MODEL_DIR } from "./compiled-model.js";

const ROOT = join(import.meta.dirname, "../..");

interface CubeFile {
  name: string;
  sql?: string;
  sql_table?: string;
  measures?: { name: string; type: string; sql?: string }[];
}

let model: MemberCatalogue;
let members: Member[];
let measures: Member[];
const cubes = readdirSync(join(MODEL_DIR, "cubes")).flatMap((file) => {
  const text = readFileSync(join(MODEL_DIR, "cubes", file), "utf8");
  return (parse(text, { merge: true }) as { cubes: CubeFile[] }).cubes;
});

beforeAll(async () => {
  model = await compiledModelOfTree();
  members = [...model.members.values()];
  measures = members.filter(({ kind }) => kind === "measure");
});

describe("the semantic model", () => {
  it("has a view of every subject", () => {
    expect([...model.views.keys()]).toEqual(
      expect.arrayContaining([
        ...["sales", "orders", "pipeline", "opportunities", "leads", "targets", "receivables"],
        ...["returns", "service", "contact_centre", "satisfaction", "customers", "customer_month"],
        ...["campaigns", "attribution", "calendar"],
      ]),
    );
  });

  it("covers every fact and every dimension of the marts", () => {
    const sql = cubes.map((cube) => cube.sql ?? cube.sql_table ?? "").join("\n");
    const marts = readdirSync(join(ROOT, "models/marts"), { recursive: true, encoding: "utf8" })
      .map((file) => /(\w+)\/((?:fct|dim)_\w+)\.sql$/.exec(file))
      .flatMap((match) => (match ? [`${match[1] ?? ""}.${match[2] ?? ""}`] : []));
    expect(marts.length).toBeGreaterThan(35);
    expect(marts.filter((mart) => !new RegExp(`\\b${mart}\\b`).test(sql))).toEqual([]);
  });

  it("names and describes views and members in English and Chinese", () => {
    const faults = [...model.views.values(), ...members].flatMap((named) =>
      [
        !/^[A-Z]/.test(named.title) && "title",
        !/\.$/.test(named.description) && "description",
        !/[\p{Script=Han}A-Z]/u.test(named.titleZh ?? "") && "title_zh",
        !/\p{Script=Han}.*。$/u.test(named.descriptionZh ?? "") && "description_zh",
      ]
        .filter(Boolean)
        .map((missing) => `${named.name}: ${String(missing)}`),
    );
    expect(faults).toEqual([]);
  });

  it("gives no two members of a view the same title", () => {
    const twice = [...model.views.values()].flatMap((view) =>
      (["title", "titleZh"] as const).flatMap((language) => {
        const titles = view.members.map((member) => `${member.kind} ${String(member[language])}`);
        return titles
          .filter((title, index) => titles.indexOf(title) !== index)
          .map((title) => `${view.name}: ${title}`);
      }),
    );
    expect(twice).toEqual([]);
  });

  it("says of every measure its grain, formula, owner, paragraph, unit and what lies behind it", () => {
    const faults = measures.flatMap(({ name, view, meta, drillMembers }) =>
      [
        ...["grain", "formula", "owner", "paragraph", "unit"].filter((key) => !meta[key]),
        drillMembers.length === 0 && "drill members",
        drillMembers.some((member) => model.members.get(member)?.view !== view) &&
          "a drill member that the view has",
      ]
        .filter(Boolean)
        .map((missing) => `${name}: ${String(missing)}`),
    );
    expect(faults).toEqual([]);
  });

  it("calls sums and counts additive, and nothing else", () => {
    const summed = new Set(["sum", "count"]);
    const faults = measures.filter(({ aggregate, additivity, meta }) => {
      if (additivity === null) return true;
      if (additivity === "semi-additive") return meta["last_of"] === undefined;
      return additivity === "additive" && !summed.has(aggregate ?? "");
    });
    expect(faults.map(({ name, aggregate }) => `${name} ${String(aggregate)}`)).toEqual([]);
  });

  it("takes the last day of its view's own dates for a measure that does not add up over them", () => {
    const faults = measures.filter(
      ({ lastOf, view }) => lastOf !== null && lastOf !== model.views.get(view)?.defaultTime,
    );
    expect(faults.map(({ name, lastOf }) => `${name} ${String(lastOf)}`)).toEqual([]);
    expect(measures.find(({ name }) => name === "pipeline.open_amount")).toMatchObject({
      additivity: "semi-additive",
      lastOf: "pipeline.date_day",
    });
  });

  it("writes money as currency, shares as per cent", () => {
    const faults = members.filter(({ format, meta, kind }) =>
      kind === "measure"
        ? ["currency", "percent"].includes(String(meta["unit"])) && format !== meta["unit"]
        : format === "currency" && meta["unit"] !== "currency",
    );
    expect(faults.map(({ name }) => name)).toEqual([]);
  });

  it("never divides by what may be zero", () => {
    const divisions = cubes.flatMap(({ name, measures: own = [] }) =>
      own
        .filter(({ sql = "" }) =>
          /\/\s*(?!NULLIF\(|3600|SQRT)[({\w]/.test(sql.replace(/ \/ \(1 \+ /g, "")),
        )
        .map((measure) => `${name}.${measure.name}: ${measure.sql ?? ""}`),
    );
    expect(divisions).toEqual([]);
  });

  it("names a time dimension that stands for the dates of every view that has any", () => {
    const faults = [...model.views.values()].filter(({ defaultTime, members: own }) =>
      defaultTime === null
        ? own.some(({ type }) => type === "time")
        : model.members.get(defaultTime)?.type !== "time",
    );
    expect(faults.map(({ name }) => name)).toEqual([]);
  });

  it("shows hierarchies with levels of their own view", () => {
    const hierarchies = [...model.hierarchies.values()];
    const faults = hierarchies.filter(
      ({ levels, view }) =>
        levels.length < 2 || levels.some((level) => model.members.get(level)?.view !== view),
    );
    expect(faults.map(({ name }) => name)).toEqual([]);
    const nameless = hierarchies.filter(({ name, view }) => {
      const names = model.views.get(view)?.meta["hierarchies_zh"] as Record<string, string>;
      return !/\p{Script=Han}/u.test(names[name.split(".")[1] ?? ""] ?? "");
    });
    expect(nameless.map(({ name }) => name)).toEqual([]);
    const ofSales = hierarchies.filter(({ view }) => view === "sales").map(({ name }) => name);
    expect(ofSales.sort()).toEqual(
      [
        ...["calendar", "fiscal_calendar", "product", "geography", "value_pyramid"],
        ...["organisation", "organisation_now", "campaign"],
      ]
        .map((name) => `sales.${name}`)
        .sort(),
    );
    expect(model.hierarchies.get("sales.calendar")?.levels).toEqual(
      ["order_year", "order_quarter", "order_month", "order_week", "order_day"].map(
        (level) => `sales.${level}`,
      ),
    );
  });

  it("has every member that the boards name", () => {
    const dir = join(ROOT, "dashboards/boards");
    const named = readdirSync(dir)
      .filter((file) => file.endsWith(".yml"))
      .flatMap((file) =>
        [...readFileSync(join(dir, file), "utf8").matchAll(/\b[a-z_]+\.[a-z_]+\b/g)].map(
          ([name]) => name,
        ),
      )
      .filter((name) => model.views.has(name.split(".")[0] ?? ""));
    expect(named).toContain("sales.net_revenue");
    expect(named.filter((name) => !model.members.has(name))).toEqual([]);
  });

  it("has one line for every view in the documentation", () => {
    const page = readFileSync(join(ROOT, "docs/semantic-layer.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\|/gm)].map(
      ([, view, grain]) => `${view ?? ""}: ${grain ?? ""}`,
    );
    const views = [...model.views.values()].map(
      ({ name, description }) => `${name}: ${/One row per (.*)\.$/.exec(description)?.[1] ?? "?"}`,
    );
    expect(rows.sort()).toEqual(views.sort());
  });

  it("is refused with its faults when it does not compile", async () => {
    const dir = mkdtempSync(join(tmpdir(), "granary-model-"));
    writeFileSync(
      join(dir, "bad.yml"),
      "cubes:\n  - name: bad\n    sql_table: sales.bad\n    measures:\n      - name: total\n        type: summ\n",
    );
    const starting = compiledCore({ modelDir: dir, apiSecret: "secret" });
    await expect(starting).rejects.toMatchObject({ code: "SEMANTIC_MODEL_INVALID" });
    await expect(starting).rejects.toSatisfy((error: { details: string[] }) =>
      error.details.join("\n").includes("total"),
    );
    rmSync(dir, { recursive: true });
  });
});
