import { describe, expect, it } from "vitest";
import { TABLES, versionColumns, type TableSpec } from "../../samples/demo/tables/tables.js";
import { loadConfig } from "../../warehouse/config.js";

const TYPES = {
  text: "VARCHAR",
  integer: "BIGINT",
  decimal: "DECIMAL(18,4)",
  rate: "DECIMAL(18,8)",
  date: "DATE",
  instant: "TIMESTAMP",
  boolean: "BOOLEAN",
} as const;

const snakeCase = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

describe("the sources of granary.yml", () => {
  const config = loadConfig(new URL("../../granary.yml", import.meta.url).pathname);

  it("declare every table of the demo with the columns and types that it writes", () => {
    for (const [name, spec] of Object.entries<TableSpec>(TABLES)) {
      const source = config.sources[spec.system];
      const table = snakeCase(name.split(".")[1] ?? "");
      if (source?.type !== "files") throw new Error(`${spec.system} is no source of files`);
      const declared = source.tables[table];
      expect(declared?.files, name).toBe(`${spec.folder}/*.${spec.format}`);
      if (spec.format === "parquet") continue;
      const [changedAt, deleted] = versionColumns(spec);
      const columns = Object.entries(spec.columns).map(([column, kind]) => [column, TYPES[kind]]);
      expect(declared?.columns, name).toEqual(
        Object.fromEntries([...columns, [changedAt, TYPES.instant], [deleted, TYPES.boolean]]),
      );
    }
  });
});
