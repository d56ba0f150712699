import { describe, expect, it } from "vitest";
import { catalogue } from "../../warehouse/catalogue.js";
import { openVersion } from "../../warehouse/version-reader.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { numberMart, publishSql } from "./publish-fixture.js";

describe("catalogue", () => {
  it("lists a version's tables and columns with their descriptions", async () => {
    const config = testConfig(temporaryDir());
    await publishSql(config, numberMart(1));
    const reader = await openVersion(config);
    const tables = await catalogue(reader);
    reader.close();
    expect(tables.map((table) => table.name)).toEqual(["number", "number_view"]);
    expect(tables[0]).toEqual({
      schema: "sales",
      name: "number",
      comment: "One row per number.",
      columns: [
        { name: "value", type: "INTEGER", comment: "The value of the whole version." },
        { name: "row_number", type: "BIGINT", comment: null },
      ],
    });
  });
});
