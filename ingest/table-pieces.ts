import { join } from "node:path";
import { LongRow, longRow } from "./long-row.js";
import type { Extract, TableRequest } from "./source.js";
import { cursorsOf, type Progress } from "./table-progress.js";
import type { Key, Slice, TableReader } from "./table-reader.js";
import { ValueMisfit } from "./value-misfit.js";

interface Piece {
  extract: Extract;
  /** Where the next piece begins; none behind the last. */
  next: Place | undefined;
}

interface Place {
  after: Key | undefined;
  piece: number;
}

/** What all pieces of an extraction have in common. */
interface Extraction {
  source: string;
  /** What was loaded can be given up, should a value prove the types wrong that were presumed. */
  isRevocable: boolean;
  /** Types hold every value there is. */
  isSettled: boolean;
  progress: Progress;
  since: Slice["since"];
  end: Progress;
}

/** The pieces of an extraction in order, from where the last one committed ended. */
export async function* tablePieces(
  reader: TableReader,
  request: TableRequest,
  begun: Extraction,
): AsyncGenerator<Extract> {
  const { extraction, first, anew } = await beginning(reader, begun);
  let made = 0;
  const make = (from: Place): Promise<Piece | undefined> => {
    made += 1;
    const making = fittingPiece(reader, request, extraction, from, {
      serial: made,
      anew: anew && made === 1,
    });
    // A piece made ahead may fail before it is waited for.
    making.catch(() => undefined);
    return making;
  };
  let coming: Promise<Piece | undefined> | undefined = make(first);
  try {
    while (coming !== undefined) {
      const current: Piece | undefined = await coming;
      if (current === undefined) return;
      const { extract } = current;
      const next: Piece["next"] = current.next;
      // Read while this one is loaded; its state is committed with it, so that a killed run reads it again.
      coming = next === undefined ? undefined : make(next);
      yield extract;
    }
  } finally {
    await coming?.catch(() => undefined);
  }
}

/**
 * Where to begin. Types are presumed only of what can be given up; a run that continues finds them out, and begins anew
 * where those that were presumed before it are others.
 */
async function beginning(
  reader: TableReader,
  extraction: Extraction,
): Promise<{ extraction: Extraction; first: Place; anew: boolean }> {
  const { progress, isRevocable } = extraction;
  const isFresh = progress.after === undefined;
  const after = reader.chunked ? progress.after : undefined;
  const first = { after, piece: progress.piece ?? 1 };
  if (isRevocable && isFresh) return { extraction, first, anew: false };
  const presumed = JSON.stringify(reader.columns);
  await reader.settle?.();
  const settled = { ...extraction, isSettled: true };
  const isOther = JSON.stringify(reader.columns) !== presumed;
  const anew = isRevocable && isOther && progress.settled !== true;
  const from = anew ? { after: undefined, piece: 1 } : first;
  return { extraction: settled, first: from, anew };
}

/** A piece whose values fit its types: where they do not, the types are settled, and where need be all begins anew. */
async function fittingPiece(
  reader: TableReader,
  request: TableRequest,
  extraction: Extraction,
  from: Place,
  making: { serial: number; anew: boolean },
): Promise<Piece | undefined> {
  let at = from;
  let { anew } = making;
  for (;;) {
    try {
      const piece = await onePiece(reader, request, extraction, at, making.serial);
      return piece === undefined || !anew
        ? piece
        : { ...piece, extract: { ...piece.extract, anew } };
    } catch (thrown) {
      if (thrown instanceof LongRow)
        throw longRow(extraction.source, request.table, reader, thrown);
      if (!(thrown instanceof ValueMisfit) || reader.settle === undefined) throw thrown;
      await reader.settle(thrown.columns);
      extraction.isSettled = true;
      if (!extraction.isRevocable || at.piece === 1) continue;
      at = { after: undefined, piece: 1 };
      anew = true;
    }
  }
}

async function onePiece(
  reader: TableReader,
  request: TableRequest,
  { progress, since, end, isRevocable, isSettled }: Extraction,
  { after, piece }: Place,
  serial: number,
): Promise<Piece | undefined> {
  const { columns } = reader;
  request.signal.throwIfAborted();
  const path = join(request.spoolDir, `${request.table}-${String(serial)}.spool`);
  const { chunkRows, firstRows = chunkRows } = request;
  const limit = reader.chunked ? (piece === 1 ? firstRows : chunkRows) : undefined;
  const rows = await reader.spool(columns, { since, after }, limit, path);
  // Nothing new is no piece, unless an increment cut short is to be ended.
  if (rows.rows === 0 && since !== undefined && progress.after === undefined) return undefined;
  const next = rows.more ? { after: rows.last, piece: piece + 1 } : undefined;
  const state: Progress =
    next === undefined
      ? end
      : {
          ...cursorsOf(progress, end),
          ...(rows.last === undefined ? {} : { after: rows.last }),
          piece: piece + 1,
          ...(isRevocable && isSettled ? { settled: true } : {}),
        };
  const extract: Extract = {
    file: `${request.table}#${String(piece)}`,
    path,
    bytes: rows.bytes,
    sha256: rows.sha256,
    format: rows.format ?? "csv",
    columns,
    controls: rows.controls,
    state: { ...state },
    temporary: true,
    coverage: since === undefined ? "full" : "increment",
  };
  return { extract, next };
}
