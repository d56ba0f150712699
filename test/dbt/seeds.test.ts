import { describe, expect, it } from "vitest";
import { parseCsv } from "../../dbt/seeds/csv.js";
import { seedColumnType } from "../../dbt/seeds/seed-types.js";
import { projectFixture, resultOf } from "./project-fixture.js";

describe("seeds", () => {
  it("become tables with inferred and configured types", async () => {
    const project = await projectFixture({
      "dbt_project.yml":
        "name: shop\nseeds:\n  shop:\n    +schema: ref\n    codes: {+column_types: {zip: varchar}}\n",
      "seeds/codes.csv": 'zip,label,since,amount\n007,"a, ""b""",2024-01-01,1.5\n008,,,\n',
      "models/m.sql": "select count(*) as n from {{ ref('codes') }}",
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "codes")).toMatchObject({ status: "success", rows: 2 });
    expect(await project.sql("from main_ref.codes order by zip")).toEqual([
      ["007", 'a, "b"', "2024-01-01", 1.5],
      ["008", null, null, null],
    ]);
    expect(await project.sql("select column_type from (describe main_ref.codes)")).toEqual([
      ["VARCHAR"],
      ["VARCHAR"],
      ["DATE"],
      ["DOUBLE"],
    ]);
  });

  it("leave the previous table when the file cannot be loaded", async () => {
    const project = await projectFixture({ "seeds/s.csv": "id\n1\n" });
    await project.dbt("seed");
    project.write({ "seeds/s.csv": "id\nx,y,z\n" });
    const result = await project.dbt("seed");
    expect(resultOf(result, "s").error?.code).toBe("DBT_MODEL_FAILED");
    expect(await project.sql("from main.s")).toEqual([[1]]);
  });

  it("keep the types of their table while the rows fit, unless built anew", async () => {
    const project = await projectFixture({ "seeds/s.csv": "id,at\n1.5,2024-01-01 10:00:00\n" });
    const types = "select column_type from (describe main.s)";
    await project.dbt("seed");
    project.write({ "seeds/s.csv": "id,at\n1,2024-01-01\n" });
    expect(resultOf(await project.dbt("seed"), "s").message).toBe("INSERT 1");
    expect(await project.sql(types)).toEqual([["DOUBLE"], ["TIMESTAMP"]]);
    expect(resultOf(await project.dbt("seed", { fullRefresh: true }), "s").message).toBe(
      "CREATE 1",
    );
    expect(await project.sql(types)).toEqual([["INTEGER"], ["DATE"]]);
    project.write({ "seeds/s.csv": "id,name\nx,y\n" });
    expect((await project.dbt("seed")).errors).toEqual([]);
    expect(await project.sql("from main.s")).toEqual([["x", "y"]]);
  });

  it.each([
    [["1", "-2", ""], "integer"],
    [["3000000000"], "bigint"],
    [["1.0", "2"], "integer"],
    [["1.5", "2"], "float8"],
    [["2024-02-29"], "date"],
    [["2024-02-30"], "text"],
    [["1e2", "3"], "integer"],
    [["1e-2", "3"], "float8"],
    [["1,000", "5%", "$2"], "integer"],
    [["123456789012345678901234567890"], "float8"],
    [["2024-1-5"], "date"],
    [["2024-01-01", "2024-01-01 10:00:00"], "text"],
    [["2024-01-01 10:00:00"], "timestamp without time zone"],
    [["2024-01-01 10:00:00.5"], "text"],
    [["2024-01-01T10:00", "2024-01-01T10:00:00.5Z"], "timestamp without time zone"],
    [["True", "false"], "boolean"],
    [["1", "x"], "text"],
    [["", "null"], "integer"],
  ])("infer %j as %s", (values, type) => {
    expect(seedColumnType(values)).toBe(type);
  });

  it("read quoted values with delimiters, quotes and line ends", () => {
    expect(parseCsv('\uFEFFa;b\r\n"x;1";"say ""hi""\nthere"\r\n', ";")).toEqual([
      ["a", "b"],
      ["x;1", 'say "hi"\nthere'],
    ]);
  });
});
