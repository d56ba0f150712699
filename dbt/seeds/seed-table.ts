import { readFile } from "node:fs/promises";
import type { ColumnType, SeedTable } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { dictOf, stringOr } from "../plain.js";
import { parseCsv } from "./csv.js";
import { fitsInto, seedColumnType } from "./seed-types.js";

/** The table a seed's file describes: `column_types` as configured, the rest inferred. */
export async function readSeedTable(seed: ProjectNode, filePath: string): Promise<SeedTable> {
  const delimiter = stringOr(seed.config["delimiter"], ",");
  const [header = [], ...rows] = parseCsv(await readFile(filePath, "utf8"), delimiter);
  const types = dictOf(seed.config["column_types"]);
  const quoted = seed.config["quote_columns"] !== false;
  return {
    filePath,
    delimiter,
    columns: header.map((name, index) => {
      const configured = types[name];
      return {
        name,
        quoted,
        inferred: typeof configured !== "string",
        type: stringOr(configured, seedColumnType(rows.map((row) => row[index] ?? ""))),
      };
    }),
  };
}

/** Whether the table built before can take the file's rows: the same columns, each wide enough. */
export function keepsTable(seed: SeedTable, existing: readonly ColumnType[]): boolean {
  return (
    seed.columns.length === existing.length &&
    seed.columns.every(({ name, type, inferred }, index) => {
      const old = existing[index];
      if (old?.name.toLowerCase() !== name.toLowerCase()) return false;
      return !inferred || fitsInto(type, old.type);
    })
  );
}
