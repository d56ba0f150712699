import { describe, expect, it } from "vitest";
import { warningPolicy } from "../../dbt/log/warning-policy.js";
import { projectFixture, resultOf } from "./project-fixture.js";

const FILES = {
  "models/a.sql": "select 1 as id",
  "tests/t.sql": "{{ config(severity='warn') }} select * from {{ ref('a') }}",
};

describe("warnings", () => {
  it("are errors where they are named so", async () => {
    const project = await projectFixture(FILES);
    await project.dbt("run");
    const missing = { select: ["nothing"] };
    expect((await project.dbt("run", missing)).status).toBe("ok");
    const named = { error: ["NoNodesForSelectionCriteria"] };
    await expect(project.dbt("run", { ...missing, warnErrorOptions: named })).rejects.toMatchObject(
      { code: "DBT_COMPILE_FAILED" },
    );
    await expect(project.dbt("run", { ...missing, warnError: true })).rejects.toThrow();
    const tested = await project.dbt("test", { warnErrorOptions: named });
    expect(resultOf(tested, "t").status).toBe("warn");
    const strict = await project.dbt("test", { warnErrorOptions: { error: "all" } });
    expect(resultOf(strict, "t").status).toBe("fail");
    const kept = await project.dbt("test", {
      warnErrorOptions: { error: "all", warn: ["LogTestResult"] },
    });
    expect(resultOf(kept, "t").status).toBe("warn");
  });

  it("may be silenced", () => {
    const policy = warningPolicy(true, { silence: ["A"] });
    expect([policy.isSilent("A"), policy.isError("A"), policy.isError("B")]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
