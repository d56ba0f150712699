import { describe, expect, it } from "vitest";
import { parsed } from "./parsed-project.js";
import { thrownBy } from "./project-fixture.js";

describe("a versioned model", () => {
  const FILES = {
    "models/dim_v1.sql": "select 1 as id, 2 as old",
    "models/dim.sql": "select * from {{ ref('dim', v=1) }}",
    "models/uses.sql": "select * from {{ ref('dim') }}",
    "models/p.yml": `
models:
  - name: dim
    latest_version: 2
    description: Base
    config: {meta: {a: 1}}
    columns: [{name: id, data_tests: [unique]}, {name: old}]
    versions:
      - {v: 1, deprecation_date: 2030-01-01, config: {alias: dim_one, meta: {b: 2}}}
      - v: 2
        columns: [{include: all, exclude: [old]}, {name: extra}]
`,
  };

  it("is one node for each version, with what it shares and what is its own", async () => {
    const { manifest } = await parsed(FILES);
    expect(manifest.nodes.get("model.shop.dim.v1")).toMatchObject({
      name: "dim",
      fqn: ["shop", "dim", "v1"],
      alias: "dim_one",
      version: 1,
      latestVersion: 2,
      deprecationDate: "2030-01-01T00:00:00+00:00",
    });
    const second = manifest.nodes.get("model.shop.dim.v2");
    expect(second).toMatchObject({ originalFilePath: "models/dim.sql", alias: "dim_v2" });
    expect([...(second?.columns.keys() ?? [])]).toEqual(["id", "extra"]);
    expect(second?.config["meta"]).toEqual({ a: 1 });
    expect(manifest.nodes.get("model.shop.dim.v1")?.config["meta"]).toEqual({ a: 1, b: 2 });
  });

  it("is referred to by version, else as the latest, and tested version by version", async () => {
    const { manifest } = await parsed(FILES);
    expect(manifest.nodes.get("model.shop.dim.v2")?.dependsOn).toEqual(["model.shop.dim.v1"]);
    expect(manifest.nodes.get("model.shop.uses")?.dependsOn).toEqual(["model.shop.dim.v2"]);
    const tests = [...manifest.nodes.values()].filter((node) => node.resourceType === "test");
    // The ids are those dbt makes of the same project, but for the package's name.
    expect(tests.map(({ name }) => name)).toEqual(["unique_dim_v1_id", "unique_dim_v2_id"]);
  });

  it("whose latest version is none of its versions is refused", async () => {
    const broken = FILES["models/p.yml"].replace("latest_version: 2", "latest_version: 3");
    const error = await thrownBy(parsed({ ...FILES, "models/p.yml": broken }));
    expect(error.message).toContain("latest_version 3 of dim (models/p.yml) is none of");
  });
});

describe("sources", () => {
  it("hand freshness, quoting and loaded_at on to their tables, which may refuse them", async () => {
    const { manifest } = await parsed({
      "models/s.yml": `
sources:
  - name: raw
    loaded_at_field: at
    quoting: {identifier: true}
    meta: {s: 1}
    freshness: {warn_after: {count: 12, period: hour}, error_after: {count: 1, period: day}}
    tables:
      - name: kept
        config: {meta: {t: 2}}
      - name: changed
        config: {freshness: {error_after: {count: 2, period: day}}}
        loaded_at_query: select max(x) from t
      - {name: none, freshness: null, loaded_at_field: other}
      - {name: gone, config: {enabled: false}}
`,
    });
    const table = (name: string) => manifest.sources.get(`source.shop.raw.${name}`);
    const warnAfter = { count: 12, period: "hour" };
    expect(table("kept")).toMatchObject({
      freshness: { warnAfter, errorAfter: { count: 1, period: "day" }, filter: null },
      loadedAtField: "at",
      quoting: { identifier: true, database: null },
      sourceMeta: { s: 1 },
      config: { meta: { s: 1, t: 2 } },
    });
    expect(table("changed")).toMatchObject({
      freshness: { warnAfter, errorAfter: { count: 2, period: "day" } },
      loadedAtField: "at",
      loadedAtQuery: "select max(x) from t",
    });
    expect(table("none")).toMatchObject({ freshness: null, loadedAtField: "other" });
    expect(table("gone")).toBeUndefined();
    expect(manifest.disabled.has("source.shop.raw.gone")).toBe(true);
  });
});

describe("descriptions", () => {
  it("show doc blocks of the project", async () => {
    const { manifest } = await parsed({
      "models/d.md": "{% docs one %}\nFirst **doc**\n{% enddocs %}\n{% docs two %}2{% enddocs %}",
      "models/m.sql": "select 1 as id",
      "models/p.yml": `
models:
  - name: m
    description: "It is {{ doc('one') }}"
    columns: [{name: id, description: "{{ doc('shop', 'two') }}"}]
`,
    });
    const node = manifest.nodes.get("model.shop.m");
    expect(node?.description).toBe("It is First **doc**");
    expect(node?.docBlocks).toEqual(["doc.shop.one"]);
    expect(node?.columns.get("id")).toMatchObject({
      description: "2",
      docBlocks: ["doc.shop.two"],
    });
    expect([...manifest.docs.keys()]).toEqual(["doc.shop.one", "doc.shop.two"]);
  });

  it("of doc blocks that are missing name the nearest", async () => {
    const error = await thrownBy(
      parsed({
        "models/d.md": "{% docs orders %}x{% enddocs %}",
        "models/m.sql": "select 1 as id",
        "models/p.yml": "models: [{name: m, description: \"{{ doc('order') }}\"}]",
      }),
    );
    expect(error.message).toBe(
      "m (models/p.yml:1): doc('order') does not exist. Did you mean 'orders'?",
    );
  });
});

describe("snapshots", () => {
  it("are blocks in files, and relations that YAML names", async () => {
    const { manifest } = await parsed({
      "dbt_project.yml": "name: shop\nsnapshots: {+target_schema: snaps}\n",
      "models/m.sql": "select 1 as id, now() as ts",
      "snapshots/s.sql": `
{% snapshot one %}
{{ config(strategy='timestamp', unique_key='id', updated_at='ts') }}
select * from {{ ref('m') }}
{% endsnapshot %}`,
      "snapshots/p.yml": `
snapshots:
  - name: two
    relation: ref('m')
    config: {strategy: check, unique_key: [id, ts], check_cols: all, hard_deletes: new_record}
`,
    });
    expect(manifest.nodes.get("snapshot.shop.one")).toMatchObject({
      schema: "snaps",
      alias: "one",
      fqn: ["shop", "s", "one"],
      dependsOn: ["model.shop.m"],
    });
    const two = manifest.nodes.get("snapshot.shop.two");
    expect(two).toMatchObject({
      rawCode: "select * from {{ ref('m') }}",
      dependsOn: ["model.shop.m"],
    });
    expect(two?.config).toMatchObject({ unique_key: ["id", "ts"], hard_deletes: "new_record" });
  });

  it.each([
    ["strategy: check, unique_key: id", "a snapshot of strategy check needs 'check_cols'"],
    ["unique_key: id", "a snapshot needs a 'strategy' and a 'unique_key'"],
    ["strategy: timestamp, unique_key: id", "a snapshot of strategy timestamp needs 'updated_at'"],
  ])("of {%s} are refused", async (config, problem) => {
    const error = await thrownBy(
      parsed({
        "models/m.sql": "select 1 as id",
        "snapshots/p.yml": `snapshots: [{name: s, relation: ref('m'), config: {${config}}}]`,
      }),
    );
    expect(error.message).toBe(`s (snapshots/p.yml): ${problem}`);
  });
});

describe("unit tests", () => {
  const MODEL = {
    "models/m.sql": "select id from {{ ref('a') }}",
    "models/a.sql": "select 1 as id",
  };

  it("hold their rows, whichever way they are given", async () => {
    const { manifest } = await parsed({
      ...MODEL,
      "seeds/s.csv": "id,name\n1,x\n",
      "tests/fixtures/f.csv": "id\n7\n",
      "models/u.yml": `
unit_tests:
  - name: works
    model: m
    overrides: {macros: {is_incremental: false}, vars: {v: 1}, env_vars: {E: x}}
    given:
      - {input: ref('a'), rows: [{id: 1}, {id: 2}]}
      - {input: ref('s')}
      - {input: "source('x', 'y')", format: csv, fixture: f}
      - {input: this, format: sql, rows: select 1 as id}
    expect: {format: csv, rows: "id\\n1\\n"}
`,
    });
    const test = manifest.unitTests.get("unit_test.shop.m.works");
    expect(test).toMatchObject({
      model: "m",
      fqn: ["shop", "m", "works"],
      dependsOn: ["model.shop.m"],
      overrides: { macros: { is_incremental: false }, vars: { v: 1 }, envVars: { E: "x" } },
      expect: { format: "csv", rows: "id\n1\n" },
    });
    expect(test?.given).toEqual([
      { input: "ref('a')", format: "dict", rows: [{ id: 1 }, { id: 2 }], fixture: null },
      { input: "ref('s')", format: "dict", rows: [{ id: "1", name: "x" }], fixture: null },
      { input: "source('x', 'y')", format: "csv", rows: "id\n7\n", fixture: "f" },
      { input: "this", format: "sql", rows: "select 1 as id", fixture: null },
    ]);
  });

  it("of a model that calls is_incremental() must say what it answers", async () => {
    const files = {
      "models/m.sql":
        "{{ config(materialized='incremental') }} select 1 as id {% if is_incremental() %}{% endif %}",
      "models/u.yml": "unit_tests: [{name: t, model: m, given: [], expect: {rows: [{id: 1}]}}]",
    };
    const error = await thrownBy(parsed(files));
    expect(error.message).toContain("unit test t (models/u.yml): m calls is_incremental()");
  });

  it("of a model that does not exist are refused", async () => {
    const file = "unit_tests: [{name: t, model: gone, given: [], expect: {rows: [{id: 1}]}}]";
    const error = await thrownBy(parsed({ ...MODEL, "models/u.yml": file }));
    expect(error.message).toBe("unit test t (models/u.yml): model gone does not exist");
  });
});

describe("exposures and groups", () => {
  it("have owners, and exposures depend on what they name", async () => {
    const { manifest, dag } = await parsed({
      "models/m.sql": "select 1 as id",
      "models/p.yml": `
groups: [{name: finance, owner: {name: Ann, email: [a@x.org, b@x.org]}}]
models: [{name: m, config: {group: finance, access: private}}]
exposures:
  - name: board
    type: dashboard
    owner: {email: c@x.org}
    depends_on: [ref('other')]
    config: {tags: [weekly]}
`,
      "models/other.sql": "{{ config(group='finance') }} select * from {{ ref('m') }}",
    });
    expect(manifest.groups.get("group.shop.finance")?.owner).toEqual({
      name: "Ann",
      email: ["a@x.org", "b@x.org"],
    });
    expect(manifest.nodes.get("model.shop.m")).toMatchObject({
      group: "finance",
      access: "private",
    });
    expect(dag.parents.get("exposure.shop.board")).toEqual(["model.shop.other"]);
  });

  it("keep private models within their group", async () => {
    const error = await thrownBy(
      parsed({
        "models/m.sql": "select 1 as id",
        "models/n.sql": "select * from {{ ref('m') }}",
        "models/p.yml":
          "groups: [{name: finance, owner: {name: A}}]\nmodels: [{name: m, config: {group: finance, access: private}}]",
      }),
    );
    expect(error.code).toBe("DBT_REF_UNKNOWN");
    expect(error.message).toBe(
      "n (models/n.sql) refers to m, which is private to group 'finance'.",
    );
  });
});
