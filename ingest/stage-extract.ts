import { widenedType, type Column } from "./column-types.js";
import type { LoadContext } from "./load-context.js";
import type { RawTable } from "./raw-table.js";
import type { Extract } from "./source.js";
import type { Staged } from "./staged.js";
import { stageFile } from "./stage-file.js";
import { stageSpool } from "./stage-spool.js";

/** Reads one piece into temporary tables: a connector's spool, or a file in the format it has. */
export async function stageExtract(
  context: LoadContext,
  table: RawTable,
  extract: Extract,
  existing: readonly Column[],
): Promise<Staged> {
  const { connection, settings, warn, inParts = false } = context;
  const settle = async (column: Column, rows?: string): Promise<string> => {
    const standing = existing.find((known) => known.name === column.name);
    if (standing === undefined || settings.columns !== undefined) return column.type;
    if (settings.onDrift === "freeze") return standing.type;
    return widenedType(connection, table, standing, column.type, rows);
  };
  const request = { connection, settings, extract, existing, settle, warn, inParts };
  return extract.columns === undefined ? stageFile(request) : stageSpool(request, extract.columns);
}
