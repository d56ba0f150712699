import { describe, expect, it } from "vitest";
import { parsed } from "./parsed-project.js";
import { thrownBy } from "./project-fixture.js";

describe("broken input", () => {
  it("of a circle shows its path", async () => {
    const error = await thrownBy(
      parsed({
        "models/a.sql": "select * from {{ ref('c') }}",
        "models/b.sql": "select * from {{ ref('a') }}",
        "models/c.sql": "select * from {{ ref('b') }}",
      }),
    );
    expect(error.code).toBe("DBT_CYCLE");
    expect(error.message).toContain("model.shop.b -> model.shop.c -> model.shop.a -> model.shop.b");
  });

  it("of unknown references offers the nearest names", async () => {
    const error = await thrownBy(
      parsed({
        "models/orders.sql": "select 1 as id",
        "models/m.sql": "select * from {{ ref('ordrs') }}",
        "models/n.sql": "select * from {{ source('crm', 'peple') }}",
        "models/s.yml": "sources: [{name: crm, tables: [{name: people}]}]",
      }),
    );
    expect(error.message).toBe(
      "m (models/m.sql) refers to ref('ordrs'), which does not exist. Did you mean 'orders'? (and 1 more)",
    );
    expect(error.details).toEqual([
      "n (models/n.sql) refers to source('crm', 'peple'), which does not exist. Did you mean 'crm.people'?",
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a model and a seed of one name",
      { "models/x.sql": "select 1 as id", "seeds/x.csv": "id\n1\n" },
      "Two files define x: models/x.sql and seeds/x.csv.",
    ],
    [
      "two properties of one model",
      { "models/x.sql": "select 1", "models/p.yml": "models: [{name: x}, {name: x}]" },
      "models: x is described twice: in models/p.yml and in models/p.yml.",
    ],
    [
      "two models that build one relation",
      {
        "models/x.sql": "select 1 as id",
        "models/y.sql": "{{ config(alias='x') }} select 1 as id",
      },
      "Two nodes build the relation memory.main.x: model.shop.x (models/x.sql) and model.shop.y (models/y.sql).",
    ],
    [
      "two macros of one name",
      {
        "macros/a.sql": "{% macro m() %}{% endmacro %}",
        "macros/b.sql": "{% macro m() %}{% endmacro %}",
      },
      "macros (macros/b.sql:1): macro 'm' is already defined in macros/a.sql:1",
    ],
    [
      "a list that is none",
      { "models/p.yml": "models: {name: m}" },
      "models: in models/p.yml is not a list of mappings.",
    ],
    [
      "a variable",
      {
        "dbt_project.yml": "name: shop\nvars: {colour: red}\n",
        "models/m.sql": "select '{{ var('color') }}'",
      },
      "m (models/m.sql:1): Required var 'color' is not set in the project or the invocation. Did you mean 'colour'?",
    ],
    [
      "an environment variable",
      { "models/m.sql": "select '{{ env_var('NOWHERE') }}'" },
      "m (models/m.sql:1): Env var required but not provided: 'NOWHERE'",
    ],
    [
      "a macro",
      {
        "macros/m.sql": "{% macro cents(x) %}{{ x }}{% endmacro %}",
        "models/m.sql": "select 1,\n{{ cent(2) }}",
      },
      "m (models/m.sql:2): 'cent' is undefined. No macro or variable of that name is known. Did you mean 'cents'?",
    ],
    [
      "a generic test",
      {
        "models/m.sql": "select 1 as id",
        "models/p.yml": "models: [{name: m, columns: [{name: id, data_tests: [uniqe]}]}]",
      },
      "A test on m (models/p.yml): no macro named 'test_uniqe'. No macro or variable of that name is known. Did you mean 'test_unique'?",
    ],
    [
      "a version of dbt",
      { "dbt_project.yml": "name: shop\nrequire-dbt-version: ['>=1.0.0', '<1.5.0']\n" },
      "Project shop requires dbt >=1.0.0, <1.5.0; the shim behaves as dbt 1.11.16.",
    ],
    [
      "a severity",
      {
        "models/m.sql": "select 1 as id",
        "tests/t.sql": "{{ config(severity='bad') }} select * from {{ ref('m') }}",
      },
      "t (tests/t.sql): severity is 'bad'; it must be warn or error",
    ],
    [
      "an access",
      { "models/m.sql": "{{ config(access='secret') }} select 1 as id" },
      'm (models/m.sql): access is "secret"; it must be private, protected or public',
    ],
    [
      "a group",
      {
        "models/m.sql": "{{ config(group='finace') }} select 1 as id",
        "models/p.yml": "groups: [{name: finance, owner: {name: A}}]",
      },
      "m (models/m.sql) is in group 'finace', which is not defined. Did you mean 'finance'?",
    ],
    [
      "a constraint",
      {
        "models/m.sql": "select 1 as id",
        "models/p.yml": "models: [{name: m, constraints: [{type: nonnull}]}]",
      },
      'm (models/p.yml) has a constraint of type "nonnull".',
    ],
    [
      "a Python model",
      { "models/m.py": "def model(dbt, session): pass" },
      "models/m.py is a Python model, which the shim does not run.",
    ],
  ])("of %s says where and what", async (_what, files, message) => {
    const error = await thrownBy(parsed(files));
    expect(error.message).toBe(message);
  });

  it("of YAML names file and line", async () => {
    const error = await thrownBy(parsed({ "models/p.yml": "models:\n  - name: [a\n" }));
    expect(error.message).toMatch(/^models\/p\.yml:\d is not valid YAML\.$/);
  });
});
