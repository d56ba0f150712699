import { describe, expect, it } from "vitest";
import { excerptLines, sourceLine } from "../../dbt/execute/node-error.js";
import { projectFixture, resultOf, thrownBy } from "./project-fixture.js";

describe("errors", () => {
  it("of SQL show model, file, line, the engine's message and the compiled SQL", async () => {
    const project = await projectFixture({
      "models/sales/m.sql":
        "{{ config(materialized='table') }}\nselect\n    1 as id,\n    wrong_name as x\nfrom (select 1 as right_name)\n",
    });
    const result = await project.dbt("run");
    const { error } = resultOf(result, "m");
    expect(error?.code).toBe("DBT_MODEL_FAILED");
    expect(error?.message).toBe(
      'm (models/sales/m.sql:4): Binder Error: Referenced column "wrong_name" not found in FROM clause!',
    );
    expect(error?.details).toContain(">  4 |     wrong_name as x".replace(">  4", "> 4"));
    expect(error?.details.some((line) => line.includes("Candidate bindings"))).toBe(true);
  });

  it("of templates show file, line and the macros that were running", async () => {
    const project = await projectFixture({
      "macros/m.sql":
        "{% macro check() %}\n{{ exceptions.raise_compiler_error('not this way') }}\n{% endmacro %}",
      "models/a.sql": "select 1 as id\n\n{{ check() }}",
      "models/b.sql": "select\n{{ no_such_macro() }}",
    });
    const error = await thrownBy(project.dbt("build"));
    expect(error.code).toBe("DBT_COMPILE_FAILED");
    expect(error.message).toBe("a (macros/m.sql:2): not this way (and 1 more)");
    expect(error.details[0]).toContain("macro check (macros/m.sql:2)");
    expect(error.details[1]).toContain("models/a.sql:3");
    expect(error.details.some((line) => line.startsWith("b (models/b.sql:2)"))).toBe(true);
  });

  it("of templates that only fail when run belong to their node", async () => {
    const project = await projectFixture({
      "models/a.sql": "{% if execute %}{{ run_query('select no_such') }}{% endif %} select 1 as id",
      "models/b.sql": "select 1 as id",
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "a").error?.code).toBe("DBT_COMPILE_FAILED");
    expect(resultOf(result, "b").status).toBe("success");
  });

  it("of references found only by a query say what to write", async () => {
    const project = await projectFixture({
      "models/a.sql": "select 1 as id",
      "models/b.sql": "{% if execute %}select * from {{ ref('a') }}{% endif %}",
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "b").message).toContain("-- depends_on: {{ ref('a') }}");
  });

  it("of a missing project name the folder", async () => {
    const project = await projectFixture({});
    const error = await thrownBy(project.dbt("build", { projectDir: `${project.dir}/nowhere` }));
    expect(error.code).toBe("DBT_PROJECT_INVALID");
    expect(error.exitCode).toBe(2);
  });

  it("mark the line among its neighbours", () => {
    expect(excerptLines("a\nb\nc", 2)).toEqual(["  1 | a", "> 2 | b", "  3 | c"]);
  });

  it("find the source line only where it is certain", () => {
    expect(sourceLine("{{ x }}\nselect 1\nfrom t", "long\nlong\nselect 1\nfrom t", 3)).toBe(2);
    expect(sourceLine("{{ x }}\na\na", "b\nb\na\na", 3)).toBeNull();
  });
});
