import { describe, expect, it } from "vitest";
import { thrownBy } from "./project-fixture.js";
import { parsed } from "./parsed-project.js";

const PACKAGE = {
  "lib/dbt_project.yml": `
name: lib
models: {lib: {+materialized: ephemeral, +tags: [library]}}
vars: {depth: 1, other: 7}
`,
  "lib/models/inner.sql": "{{ config(schema='own') }} select {{ var('depth') }} as d",
  "lib/models/outer.sql": "select * from {{ ref('inner') }} where {{ helper() }}",
  "lib/macros/helper.sql": `
{% macro helper() %}{{ return(adapter.dispatch('helper', 'lib')()) }}{% endmacro %}
{% macro default__helper() %}from_lib{% endmacro %}`,
};
const LOCAL = { ...PACKAGE, "packages.yml": "packages:\n  - local: lib\n" };

describe("a local package", () => {
  it("brings its models, configured by itself and then by the root project", async () => {
    const { manifest } = await parsed({
      ...LOCAL,
      "dbt_project.yml":
        "name: shop\nmodels: {+tags: [all], lib: {+materialized: table, +schema: root}}\n",
      "models/m.sql": "select * from {{ ref('lib', 'outer') }}",
    });
    const inner = manifest.nodes.get("model.lib.inner");
    expect(inner).toMatchObject({ packageName: "lib", schema: "main_root", access: "protected" });
    expect(inner?.config).toMatchObject({ materialized: "table", tags: ["library", "all"] });
    expect(manifest.nodes.get("model.shop.m")?.dependsOn).toEqual(["model.lib.outer"]);
    expect(manifest.packages.map(({ name }) => name)).toEqual(["shop", "lib"]);
  });

  it("sees its own variables under those of the root project", async () => {
    const { manifest } = await parsed({
      ...LOCAL,
      "dbt_project.yml": "name: shop\nvars: {other: 8, lib: {depth: 5}}\n",
      "lib/models/v.sql": "{{ config(alias='v' ~ var('depth') ~ var('other')) }} select 1 as id",
    });
    expect(manifest.nodes.get("model.lib.v")?.alias).toBe("v58");
  });

  it("dispatches to the root project where that is searched first", async () => {
    const model = "{{ config(alias=lib.helper()) }} select 1 as id";
    const files = { ...LOCAL, "models/m.sql": model };
    expect((await parsed(files)).manifest.nodes.get("model.shop.m")?.alias).toBe("from_lib");
    const { manifest } = await parsed({
      ...files,
      "macros/o.sql": "{% macro duckdb__helper() %}from_shop{% endmacro %}",
    });
    expect(manifest.nodes.get("model.shop.m")?.alias).toBe("from_shop");
    const swapped = await parsed({
      ...files,
      "dbt_project.yml":
        "name: shop\ndispatch: [{macro_namespace: lib, search_order: [lib, shop]}]\n",
      "macros/o.sql": "{% macro duckdb__helper() %}from_shop{% endmacro %}",
    });
    expect(swapped.manifest.nodes.get("model.shop.m")?.alias).toBe("from_lib");
  });

  it("may be described and tested by the root project", async () => {
    const { manifest } = await parsed({
      ...LOCAL,
      "models/p.yml":
        "models: [{name: inner, description: Ours, columns: [{name: d, data_tests: [unique]}]}]",
    });
    expect(manifest.nodes.get("model.lib.inner")).toMatchObject({
      description: "Ours",
      patchPath: "models/p.yml",
      patchPackage: "shop",
    });
    const test = [...manifest.nodes.values()].find((node) => node.resourceType === "test");
    expect(test).toMatchObject({ packageName: "shop", attachedNode: "model.lib.inner" });
  });

  it("has its sources overridden", async () => {
    const { manifest } = await parsed({
      ...LOCAL,
      "lib/models/s.yml": "sources: [{name: raw, schema: a, tables: [{name: t}, {name: u}]}]",
      "models/s.yml":
        "sources: [{name: raw, overrides: lib, schema: b, tables: [{name: t, identifier: tt}]}]",
    });
    expect(manifest.sources.get("source.lib.raw.t")).toMatchObject({
      schema: "b",
      identifier: "tt",
    });
    expect(manifest.sources.get("source.lib.raw.u")).toMatchObject({
      schema: "b",
      identifier: "u",
    });
  });
});

describe("packages", () => {
  it("are found where they are installed", async () => {
    const { manifest } = await parsed({
      "packages.yml": "packages: [{package: acme/some-utils, version: 1.0.0}]",
      "dbt_packages/some_utils/dbt_project.yml": "name: some_utils\n",
      "dbt_packages/some_utils/macros/m.sql": "{% macro two() %}2{% endmacro %}",
      "models/m.sql": "{{ config(alias='a' ~ some_utils.two()) }} select 1 as id",
    });
    expect(manifest.nodes.get("model.shop.m")?.alias).toBe("a2");
  });

  it("that are not installed are named, with where to put them", async () => {
    const error = await thrownBy(
      parsed({ "packages.yml": "packages: [{package: dbt-labs/dbt_utils, version: 1.3.0}]" }),
    );
    expect(error.code).toBe("DBT_PROJECT_INVALID");
    expect(error.message).toBe("Package dbt-labs/dbt_utils of packages.yml is not installed.");
    expect(error.hint).toContain("dbt_packages/dbt_utils");
  });

  it("that are local must be there", async () => {
    const error = await thrownBy(parsed({ "dependencies.yml": "packages: [{local: ../none}]" }));
    expect(error.message).toContain("dependencies.yml names the local package ../none");
  });

  it("keep protected models to themselves with restrict-access, and private ones to a group", async () => {
    const restricted = {
      ...LOCAL,
      "lib/dbt_project.yml": "name: lib\nrestrict-access: true\n",
      "lib/macros/helper.sql": "{% macro helper() %}true{% endmacro %}",
      "lib/models/inner.sql": "{{ config(access='public') }} select 1 as d",
      "models/a.sql": "select * from {{ ref('inner') }}",
    };
    expect((await parsed(restricted)).manifest.nodes.has("model.shop.a")).toBe(true);
    const files = { ...restricted, "models/b.sql": "select * from {{ ref('lib', 'outer') }}" };
    const error = await thrownBy(parsed(files));
    expect(error.message).toContain(
      "b (models/b.sql) refers to outer, which is protected within package lib.",
    );
  });
});
