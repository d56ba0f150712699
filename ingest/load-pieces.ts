import { rm } from "node:fs/promises";
import { quoteIdent, quoteTable } from "../warehouse/sql.js";
import {
  adoptTable,
  createCurrentView,
  deleteUnseen,
  historyTable,
  releaseView,
  seenTable,
} from "./keyed-table.js";
import type { LoadContext } from "./load-context.js";
import { loadFile, type LoadResult } from "./load-file.js";
import { discardStaged, promoteStaged } from "./load-log.js";
import { isKeyed, type LoadSettings } from "./load-settings.js";
import { inTransaction } from "./load-step.js";
import { dropTable, kindOf, rawTable, sourceColumns, type RawTable } from "./raw-table.js";
import type { Extract, SourceState } from "./source.js";
import { forgetState, storedState, storeState, type StoredState } from "./source-state.js";

/** The table a full extraction in mode replace grows in until it is whole. */
function nextTable({ source, table }: LoadSettings): RawTable {
  return rawTable(source, `${table}__next`);
}

/**
 * Where to continue. A state that was stored under settings that mean something else is given up together with what it
 * belongs to, except in mode append, where rows would come twice.
 */
export async function resumePoint(context: LoadContext): Promise<StoredState | undefined> {
  const { connection, settings } = context;
  const stored = await storedState(connection, settings);
  if (stored !== undefined) {
    if (settings.mode === "append" || stored.settings === settings.stateFingerprint) return stored;
  }
  await inTransaction(context, async () => {
    await forgetState(connection, settings);
    await dropTable(connection, nextTable(settings));
    await dropTable(connection, seenTable(settings));
    await discardStaged(connection, settings.source, settings.table);
  });
  return undefined;
}

/** Loads one piece of a connector, its state in the same transaction, and deletes its file. */
export async function loadPiece(
  context: LoadContext,
  extract: Extract,
  before: SourceState | undefined,
): Promise<LoadResult> {
  const { connection, settings } = context;
  try {
    return await inTransaction(context, async (attempting) => {
      const keyed = isKeyed(settings);
      const replaces = settings.mode === "replace";
      if (keyed) await adoptTable(connection, settings);
      if (settings.mode === "append") await releaseView(connection, settings);
      const table = keyed
        ? historyTable(settings)
        : replaces
          ? nextTable(settings)
          : rawTable(settings.source, settings.table);
      const existing = await sourceColumns(connection, table);
      const attempt = attempting({ extract, startedAt: context.now() });
      const status = replaces ? "staged" : "loaded";
      const result = await loadFile(context, { table, existing, status }, attempt);
      const state = extract.state ?? before;
      if (state !== undefined) {
        const stored = {
          state,
          loadId: result.loadId,
          settings: settings.stateFingerprint,
          coverage: extract.coverage ?? "full",
        };
        await storeState(connection, settings, stored, attempt.startedAt);
      }
      return result;
    });
  } finally {
    if (extract.temporary === true) await rm(extract.path, { force: true });
  }
}

/** The end of what a connector delivers: whole extractions take effect now. */
export async function finishPieces(
  context: LoadContext,
  last: { loadId: string; coverage: NonNullable<Extract["coverage"]> } | undefined,
): Promise<void> {
  const { connection, settings } = context;
  if (last === undefined) return;
  await inTransaction(context, async () => {
    if (settings.mode === "replace") await swapIn(context);
    if (isKeyed(settings) && (await kindOf(connection, seenTable(settings))) !== undefined) {
      const load = { loadId: last.loadId, loadedAt: context.now(), file: settings.table };
      await deleteUnseen(connection, settings, load);
      await createCurrentView(connection, settings);
    }
    const anew =
      settings.mode === "replace" ||
      settings.mode === "snapshot" ||
      (settings.mode === "merge" && settings.cursor === undefined && last.coverage !== "increment");
    if (anew) await forgetState(connection, settings);
  });
}

async function swapIn({ connection, settings }: LoadContext): Promise<void> {
  const next = nextTable(settings);
  if ((await kindOf(connection, next)) === undefined) return;
  const table = rawTable(settings.source, settings.table);
  const standing = await kindOf(connection, table);
  const name = quoteTable(table.schema, table.name);
  if (standing !== undefined) await connection.run(`drop ${standing} ${name}`);
  await connection.run(
    `alter table ${quoteTable(next.schema, next.name)} rename to ${quoteIdent(table.name)}`,
  );
  await promoteStaged(connection, settings.source, settings.table);
}
