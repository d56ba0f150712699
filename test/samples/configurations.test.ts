import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadConfig } from "../../warehouse/config.js";

const repository = resolve(import.meta.dirname, "../..");
const sourcesSchema = z.object({
  sources: z.array(z.object({ name: z.string(), tables: z.array(z.object({ name: z.string() })) })),
});

/** The demo company converts by the ERP's rates; its CRM has none. */
const NOT_IN_THE_DEMO = ["currency_type", "dated_conversion_rate"];

/** Raw tables that a system's staging models declare. */
function declaredTables(system: string, project = repository): string[] {
  const file = join(project, `models/staging/${system}/_${system}__sources.yml`);
  const { sources } = sourcesSchema.parse(parse(readFileSync(file, "utf8")));
  return sources.flatMap((source) => source.tables.map((table) => table.name)).sort();
}

describe("configurations that come with the project", () => {
  it("load every raw table the demo's models read", () => {
    const config = loadConfig(join(repository, "granary.yml"), {});
    const systems = ["salesforce", "erp", "contact_centre", "marketing"];
    expect(Object.keys(config.sources)).toEqual(systems);
    for (const system of systems) {
      const source = config.sources[system];
      const expected = declaredTables(system).filter((name) => !NOT_IN_THE_DEMO.includes(name));
      expect(Object.keys(source?.tables ?? {}).sort()).toEqual(expected);
      expect(source).toMatchObject({ path: config.demo?.out });
    }
    expect(config.asOfDate).toBe("2025-12-31");
  });

  it("load every raw table the AdventureWorks models read", () => {
    const file = join(repository, "samples/adventureworks/granary.yml");
    const config = loadConfig(file, { ADVENTUREWORKS_DIR: "/somewhere" });
    // The sample also comes without its employees.
    const expected = declaredTables("adventureworks").filter((name) => name !== "dim_employee");
    expect(Object.keys(config.sources["adventureworks"]?.tables ?? {}).sort()).toEqual(expected);
    expect(config.projectDir).toBe(repository);
    expect(config.asOfDate).toBe("2014-01-28");
  });

  it("load every raw table the FoodMart models read, with a model and boards of its own", () => {
    const project = join(repository, "samples/foodmart");
    const config = loadConfig(join(project, "granary.yml"), { FOODMART_DIR: "/somewhere" });
    expect(Object.keys(config.sources["foodmart"]?.tables ?? {}).sort()).toEqual(
      declaredTables("foodmart", project),
    );
    expect(config).toMatchObject({
      projectDir: project,
      modelDir: join(project, "cube"),
      boardsDir: join(project, "boards"),
      asOfDate: "1997-12-31",
    });
  });
});
