import { expect, it } from "vitest";
import type { DbtResult } from "../../dbt/result.js";
import { BuiltMarts, faultsOf, rawTable } from "./built-marts.js";

it("an open case built without the days it is open has its clock after the next whole build", async () => {
  const marts = await BuiltMarts.create();
  try {
    await marts.run(
      rawTable("raw_salesforce.case", `"Id", "Status", "CreatedDate", "SystemModstamp"`, [
        "('500A', 'New', '2024-03-04T00:00:00Z', '2024-03-04T00:00:00Z')",
      ]),
    );
    const build = async (date: string, model: string): Promise<DbtResult> =>
      await marts.build(
        { sources: ["salesforce"], as_of_date: date },
        { select: [model], indirect: "buildable" },
      );
    const elapsed = "select resolution_elapsed_minutes from service.fct_case";
    expect(faultsOf(await build("2024-03-05", "+fct_case"))).toEqual([]);
    expect(await marts.rows(elapsed)).toEqual([["1080.00"]]);
    await build("2024-03-08", "fct_case");
    expect(faultsOf(await build("2024-03-08", "+fct_case"))).toEqual([]);
    expect(await marts.rows(elapsed)).toEqual([["2700.00"]]);
  } finally {
    marts.close();
  }
}, 300_000);
