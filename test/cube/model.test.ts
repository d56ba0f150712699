import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSemanticLayer } from "../../cube/semantic-layer.js";
import { VersionHub } from "../../warehouse/version-hub.js";
import { createMartFixture, type MartFixture } from "./mart-fixture.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

interface Member {
  name: string;
  title: string;
  shortTitle: string;
  description?: string;
  type: string;
  aggType?: string;
  drillMembers?: string[];
  meta?: Record<string, string>;
}

interface View {
  name: string;
  type: string;
  measures: Member[];
  dimensions: Member[];
  hierarchies: { name: string; levels: string[]; public: boolean }[];
}

let marts: MartFixture;
let served: ServedLayer;
let views: View[];

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer(marts.config);
  const response = await fetch(`${served.url}/cubejs-api/v1/meta`);
  views = ((await response.json()) as { cubes: View[] }).cubes;
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

describe("the semantic model", () => {
  it("shows views only", () => {
    expect(views.map(({ name, type }) => `${type} ${name}`).sort()).toEqual([
      "view customer_months",
      "view customers",
      "view orders",
      "view sales",
    ]);
  });

  it("describes every measure, says how it may be totalled, and drills somewhere", () => {
    const faults = views.flatMap(({ measures, dimensions }) =>
      measures.flatMap(({ name, shortTitle, description, aggType, drillMembers, meta }) => {
        const known = new Set(dimensions.map((dimension) => dimension.name));
        const additive = aggType === "sum" || aggType === "count";
        return [
          !shortTitle && "title",
          !description && "description",
          !meta?.["grain"] && "grain",
          !meta?.["formula"] && "formula",
          !meta?.["title_zh"] && "title_zh",
          meta?.["additivity"] !== (additive ? "additive" : "non-additive") && "additivity",
          (drillMembers ?? []).length === 0 && "drill members",
          drillMembers?.some((member) => !known.has(member)) && "a drill member of the view",
        ]
          .filter(Boolean)
          .map((missing) => `${name}: ${String(missing)}`);
      }),
    );
    expect(faults).toEqual([]);
  });

  it("describes every dimension", () => {
    const faults = views
      .flatMap(({ dimensions }) => dimensions)
      .filter(({ description, shortTitle, meta }) => !description || !shortTitle || !meta?.title_zh)
      .map(({ name }) => name);
    expect(faults).toEqual([]);
  });

  it("shows the calendar and product hierarchies", () => {
    const sales = views.find(({ name }) => name === "sales");
    expect(
      sales?.hierarchies.map(({ name, levels, public: open }) => ({ name, levels, open })),
    ).toEqual([
      {
        name: "sales.calendar",
        levels: ["sales.order_year", "sales.order_quarter", "sales.order_month", "sales.order_day"],
        open: true,
      },
      {
        name: "sales.product",
        levels: ["sales.category_name", "sales.subcategory_name", "sales.product_name"],
        open: true,
      },
    ]);
  });

  it("binds the SQL of every measure and every dimension", async () => {
    const queries = views.flatMap(({ measures, dimensions }) => [
      ...measures.map(({ name }) => ({ measures: [name] })),
      ...dimensions.map(({ name }) => ({ dimensions: [name], limit: 1 })),
      ...dimensions
        .filter(({ type }) => type === "time")
        .map(({ name }) => ({ timeDimensions: [{ dimension: name, granularity: "quarter" }] })),
    ]);
    expect(queries.length).toBeGreaterThan(80);
    for (const query of queries) {
      const { status, body } = await served.load(query);
      expect({
        query,
        status,
        error: body.error,
        rows: body.data?.length ? "some" : "none",
      }).toEqual({
        query,
        status: 200,
        error: undefined,
        rows: "some",
      });
    }
  });

  it("is refused with its faults when it does not compile", async () => {
    const dir = mkdtempSync(join(tmpdir(), "granary-model-"));
    writeFileSync(
      join(dir, "bad.yml"),
      "cubes:\n  - name: bad\n    sql_table: sales.bad\n    measures:\n      - name: total\n        type: summ\n",
    );
    const hub = new VersionHub(marts.config);
    const starting = createSemanticLayer({
      hub,
      modelDir: dir,
      apiSecret: "secret",
      authorize: () => Promise.resolve(),
    });
    await expect(starting).rejects.toMatchObject({ code: "SEMANTIC_MODEL_INVALID" });
    await expect(starting).rejects.toSatisfy((error: { details: string[] }) =>
      error.details.join("\n").includes("total"),
    );
    await hub.close();
    rmSync(dir, { recursive: true });
  });
});
