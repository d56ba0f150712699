import { readFile } from "node:fs/promises";
import type { SeedTable } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { dictOf, stringOr } from "../plain.js";
import { parseCsv } from "./csv.js";
import { seedColumnType } from "./seed-types.js";

/** The table a seed's file describes: `column_types` as configured, the rest inferred. */
export async function readSeedTable(seed: ProjectNode, filePath: string): Promise<SeedTable> {
  const delimiter = stringOr(seed.config["delimiter"], ",");
  const [header = [], ...rows] = parseCsv(await readFile(filePath, "utf8"), delimiter);
  const types = dictOf(seed.config["column_types"]);
  const quoted = seed.config["quote_columns"] === true;
  return {
    filePath,
    delimiter,
    columns: header.map((name, index) => ({
      name,
      quoted,
      type: stringOr(types[name], seedColumnType(rows.map((row) => row[index] ?? ""))),
    })),
  };
}
