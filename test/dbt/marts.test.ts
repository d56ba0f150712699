import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses, thrownBy } from "./project-fixture.js";

const DOUBLED =
  "{{ config(materialized='table') }} select * from (values (1, 'x'), (1, 'x'), (null, 'y')) t(id, kind)";

describe("marts", () => {
  it("are tested for the grain they state", async () => {
    const project = await projectFixture({
      "models/marts/sales/fct_sale.sql": DOUBLED,
      "models/marts/sales/fct_sale.yml": `
models:
  - name: fct_sale
    description: One row per sale.
    config: {meta: {grain: [id, kind]}}
`,
    });
    const result = await project.dbt("build");
    const grain = resultOf(result, "grain_fct_sale");
    expect(grain).toMatchObject({ status: "fail", failures: 2 });
    expect(grain.sample).toEqual({
      columns: ["id", "kind", "n_records"],
      rows: [
        ["1", "x", "2"],
        ["", "y", "1"],
      ],
    });
  });

  it("have the test that they name in the place of the grain's, where there is one", async () => {
    const mart = (name: string, test: string) => `
  - name: ${name}
    description: One row per sale.
    config: {meta: {grain: [id, kind], grain_test: ${test}}}
`;
    const project = await projectFixture({
      "models/marts/fct_sale.sql": DOUBLED,
      "models/marts/fct_loan.sql": DOUBLED,
      "models/marts/marts.yml": `models:${mart("fct_sale", "assert_sales")}${mart("fct_loan", "assert_loans")}`,
      "tests/assert_sales.sql": "select * from {{ ref('fct_sale') }} where id is null",
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "assert_sales")).toMatchObject({ status: "fail", failures: 1 });
    expect(resultOf(result, "grain_fct_loan")).toMatchObject({ status: "fail", failures: 2 });
    expect(result.results.map(({ name }) => name)).not.toContain("grain_fct_sale");
  });

  it("without a grain or a description of a row stop the build before anything runs", async () => {
    const project = await projectFixture({
      "models/staging/s.sql": "select 1 as id",
      "models/marts/a.sql": "select 1 as id",
      "models/marts/b.sql": "select 1 as id",
      "models/marts/c.sql": "select 1 as id",
      "models/marts/marts.yml": `
models:
  - {name: b, description: One row per b., meta: {grain: id}}
  - {name: c, description: All of c., config: {meta: {grain: [id]}}}
`,
    });
    const error = await thrownBy(project.dbt("build"));
    expect(error.code).toBe("DBT_GRAIN_MISSING");
    expect([error.message, ...error.details]).toEqual([
      "a (models/marts/a.sql) states no grain. (and 2 more)",
      'a (models/marts/a.sql) has a description that does not begin with "One row per".',
      'c (models/marts/c.sql) has a description that does not begin with "One row per".',
    ]);
    expect(await project.sql("select count(*) from duckdb_views() where not internal")).toEqual([
      ["0"],
    ]);
  });

  it("that only lack a description have a fault of their own", async () => {
    const project = await projectFixture({
      "models/marts/a.sql": "{{ config(meta={'grain': ['id']}) }} select 1 as id",
    });
    expect((await thrownBy(project.dbt("build"))).code).toBe("DBT_MART_UNDESCRIBED");
  });

  it("that are switched off need nothing", async () => {
    const project = await projectFixture({
      "models/marts/a.sql": "{{ config(enabled=false) }} select 1 as id",
      "models/b.sql": "select 1 as id",
    });
    expect(statuses(await project.dbt("build"))).toEqual(["b success"]);
  });
});
