import { rm } from "node:fs/promises";
import { withThreads } from "../warehouse/engine-threads.js";
import { quoteIdent, quoteTable } from "../warehouse/sql.js";
import {
  adoptTable,
  createCurrentView,
  deleteUnseen,
  historyTable,
  releaseView,
  seenTable,
} from "./keyed-table.js";
import { spelledAs } from "./column-name.js";
import type { Column } from "./column-types.js";
import type { LoadContext } from "./load-context.js";
import { loadFile, type LoadResult } from "./load-file.js";
import {
  discardStaged,
  markEffective,
  markUnchanged,
  markVoid,
  promoteStaged,
  stagedAsStanding,
} from "./load-log.js";
import { isKeyed, type LoadSettings } from "./load-settings.js";
import { longRowFailure } from "./long-row.js";
import { inTransaction } from "./load-step.js";
import { dropTable, kindOf, rawTable, sourceColumns, type RawTable } from "./raw-table.js";
import type { Extract, SourceState } from "./source.js";
import { forgetState, storedState, storeState, type StoredState } from "./source-state.js";

const FEW_ROWS = 50_000;

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
    await giveUpNext(context);
  });
  return undefined;
}

/** What has been loaded of a table that is to replace the present one, and which keys have been seen. */
async function giveUpNext({ connection, settings }: LoadContext): Promise<void> {
  await dropTable(connection, nextTable(settings));
  await dropTable(connection, seenTable(settings));
  await discardStaged(connection, settings.source, settings.table);
}

/** A key and a cursor are spelled as in the table, though the source may spell them in another way by now. */
function spelledIn(settings: LoadSettings, existing: readonly Column[]): LoadSettings {
  const known = existing.map(({ name }) => name);
  const { cursor, primaryKey } = settings;
  return {
    ...settings,
    primaryKey: primaryKey.map((name) => spelledAs(name, known)),
    cursor: cursor === undefined ? undefined : spelledAs(cursor, known),
  };
}

/** Loads one piece of a connector, its state in the same transaction, and deletes its file. */
export async function loadPiece(
  context: LoadContext,
  extract: Extract,
  before: SourceState | undefined,
): Promise<LoadResult> {
  const { connection, settings } = context;
  const load = (): Promise<LoadResult> =>
    inTransaction(context, async (attempting) => {
      const keyed = isKeyed(settings);
      const replaces = settings.mode === "replace";
      if (extract.anew === true) await giveUpNext(context);
      if (keyed) await adoptTable(connection, settings);
      if (settings.mode === "append") await releaseView(connection, settings);
      const table = keyed
        ? historyTable(settings)
        : replaces
          ? nextTable(settings)
          : rawTable(settings.source, settings.table);
      const existing = await sourceColumns(connection, table);
      const spelled = { ...context, settings: spelledIn(settings, existing) };
      const attempt = attempting({ extract, startedAt: context.now() });
      const status = replaces ? "staged" : "loaded";
      const result = await loadFile(spelled, { table, existing, status }, attempt).catch(
        async (thrown: unknown) => {
          throw await longRowFailure(settings, extract, thrown);
        },
      );
      if (keyed) await markVoid(connection, { ...settings, loadId: result.loadId });
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
  try {
    return await (isMostlyOneThreads(settings, extract)
      ? withThreads(connection, 1, load)
      : load());
  } finally {
    if (extract.temporary === true) await rm(extract.path, { force: true });
  }
}

/** The rows of a spool are numbered in its order, by one thread; a few are merged into all of a history, by all. */
function isMostlyOneThreads(settings: LoadSettings, { columns, controls }: Extract): boolean {
  if (columns === undefined) return false;
  return !isKeyed(settings) || controls === undefined || controls.rows > FEW_ROWS;
}

/**
 * The end of what a connector delivers: whole extractions take effect now.
 *
 * @returns true when a table in mode `replace` was found as it stood, and stays
 */
export async function finishPieces(
  context: LoadContext,
  last: { loadId: string; coverage: NonNullable<Extract["coverage"]> } | undefined,
): Promise<boolean> {
  const { connection, settings } = context;
  if (last === undefined) return false;
  return inTransaction(context, async () => {
    const unchanged = settings.mode === "replace" && !(await swapIn(context));
    if (isKeyed(settings) && (await kindOf(connection, seenTable(settings))) !== undefined) {
      const load = { loadId: last.loadId, loadedAt: context.now(), file: settings.table };
      const deleted = await deleteUnseen(connection, settings, load);
      if (deleted > 0) await markEffective(connection, last.loadId);
      await createCurrentView(connection, settings);
    }
    const anew =
      settings.mode === "replace" ||
      settings.mode === "snapshot" ||
      (settings.mode === "merge" && settings.cursor === undefined && last.coverage !== "increment");
    if (anew) await forgetState(connection, settings);
    return unchanged;
  });
}

/** @returns false when the table stands as it was found */
async function swapIn({ connection, settings }: LoadContext): Promise<boolean> {
  const next = nextTable(settings);
  if ((await kindOf(connection, next)) === undefined) return true;
  const table = rawTable(settings.source, settings.table);
  const standing = await kindOf(connection, table);
  if (standing === "table" && (await sameAs(connection, settings, table, next))) {
    await dropTable(connection, next);
    await markUnchanged(connection, settings.source, settings.table);
    return false;
  }
  const name = quoteTable(table.schema, table.name);
  if (standing !== undefined) await connection.run(`drop ${standing} ${name}`);
  await connection.run(
    `alter table ${quoteTable(next.schema, next.name)} rename to ${quoteIdent(table.name)}`,
  );
  await promoteStaged(connection, settings.source, settings.table);
  return true;
}

/** The same text in the same pieces, read as the same types. */
async function sameAs(
  connection: LoadContext["connection"],
  { source, table }: LoadSettings,
  standing: RawTable,
  next: RawTable,
): Promise<boolean> {
  if (!(await stagedAsStanding(connection, source, table))) return false;
  const [before, now] = [
    await sourceColumns(connection, standing),
    await sourceColumns(connection, next),
  ];
  return JSON.stringify(before) === JSON.stringify(now);
}
