import { randomUUID } from "node:crypto";
import { mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { lineChunks } from "./byte-stream.js";
import type { DelimitedScan } from "./delimited-facts.js";
import { DelimitedScanner } from "./delimited-scanner.js";
import type { Dialect } from "./dialect.js";
import { PartsRefused } from "./parts-refused.js";
import { RecordPlaces, type LessWanted } from "./plain-records.js";
import { RecordNumbers } from "./record-numbers.js";

/** The engine stores rows in groups of so many. What it reads on one thread in whole groups it need not copy again. */
const GROUP_ROWS = 122_880;
const PIECE_BYTES = 12 << 20;
const LONGEST_PIECE_BYTES = 30 << 20;
/** Every piece being read takes a buffer and a group of rows: so few at a time, and waiting, bound the memory. */
const WAITING = 4;
/** Every statement ends on one thread: few pieces at a time are slow. */
const FEWEST_AT_A_TIME = 2;
/** A chunk is read in slices, so that one quote makes no more than a slice slow. */
const SLICE_BYTES = 1 << 18;
/** A slice that is longer holds a very long record: the engine tells whether it is too long. */
const LONGEST_BYTES = 2_000_000;
/** Reader options by which one thread reads a whole piece, which no other reader of the engine would. */
export const WHOLE_PIECES = `buffer_size=${32 << 20}, max_line_size=${32 << 20}`;

interface Piece {
  path: string;
  file: FileHandle;
  bytes: number;
  records: number;
}

/**
 * A delimited file written out again in pieces without a header, every record with its number before it, so that the
 * engine may read them in parallel. The pieces are made while earlier ones are loaded, a few ahead of them.
 */
export class NumberedPieces {
  private readonly path: string;
  private readonly dir: string;
  private readonly scanner: DelimitedScanner;
  private readonly places = new RecordPlaces();
  private readonly numbers: RecordNumbers;
  private readonly ready: string[] = [];
  private carried: Buffer = Buffer.alloc(0);
  private piece: Piece | undefined;
  /** What is being written to it while the next records are read. */
  private writing: Promise<void> = Promise.resolve();
  private stopped = false;
  private written = false;
  private wake: () => void = () => undefined;

  constructor(path: string, spoolDir: string, dialect: Dialect, width: number, less: LessWanted) {
    this.path = path;
    this.dir = join(spoolDir, randomUUID());
    this.scanner = new DelimitedScanner(dialect, width, { less, places: this.places });
    this.numbers = new RecordNumbers(dialect.delimiter);
  }

  /**
   * Hands out the paths of pieces, all that are ready at a time; they are deleted afterwards.
   *
   * @returns what the scanner saw, reading the same bytes
   */
  async each(take: (paths: readonly string[]) => Promise<void>): Promise<DelimitedScan> {
    await mkdir(this.dir, { recursive: true });
    const writing = this.write().finally(() => {
      this.written = true;
      this.wake();
    });
    // It is awaited below; until then a failure only ends the loop.
    writing.catch(() => undefined);
    try {
      for (;;) {
        const enough = this.written || this.ready.length >= FEWEST_AT_A_TIME;
        const paths = this.ready.splice(0, enough ? WAITING : 0);
        this.wake();
        if (paths.length > 0) {
          await take(paths);
          for (const path of paths) await rm(path);
        } else if (this.written) break;
        else await this.change();
      }
      await writing;
    } finally {
      this.stopped = true;
      this.wake();
      await writing.catch(() => undefined);
      await this.writing.catch(() => undefined);
      await this.piece?.file.close();
      await rm(this.dir, { recursive: true, force: true });
    }
    return this.scanner.finish();
  }

  private async write(): Promise<void> {
    for await (const chunk of lineChunks(this.path)) {
      for (const slice of slices(chunk)) {
        this.scanner.push(slice);
        await this.put(slice);
      }
      while (this.ready.length >= WAITING && !this.hasStopped()) await this.change();
      if (this.hasStopped()) return;
    }
    const last = this.carried;
    if (last.length > 0) {
      if (last[last.length - 1] === 13) throw new PartsRefused("a lone carriage return at its end");
      this.scanner.push(Buffer.from("\n"));
      await this.put(Buffer.from("\n"));
    }
    await this.endPiece();
  }

  private hasStopped(): boolean {
    return this.stopped;
  }

  /** Writes the records that ended in this slice, and keeps what belongs to one that did not. */
  private async put(slice: Buffer): Promise<void> {
    const { places, carried } = this;
    const records = places.length / 2;
    if (carried.length + slice.length > LONGEST_BYTES) throw new PartsRefused("a very long record");
    if (records === 0) {
      this.carried = Buffer.concat([carried, slice]);
      return;
    }
    for (let from = 0; from < records;) {
      const piece = (this.piece ??= await this.beginPiece());
      const end = Math.min(records, from + GROUP_ROWS - (piece.records % GROUP_ROWS));
      const bytes = this.numbers.before(slice, places, carried, from, end);
      await this.writing;
      this.writing = piece.file.writeFile(bytes);
      // It is awaited before the next; until then a failure waits.
      this.writing.catch(() => undefined);
      piece.bytes += bytes.length;
      piece.records += end - from;
      from = end;
      const isWhole = piece.records % GROUP_ROWS === 0 && piece.bytes >= PIECE_BYTES;
      if (isWhole || piece.bytes >= LONGEST_PIECE_BYTES) await this.endPiece();
    }
    const rest = slice.subarray(places.places[places.length - 1] ?? 0);
    this.carried = isLineEnd(rest) ? Buffer.alloc(0) : Buffer.from(rest);
    places.length = 0;
  }

  private async beginPiece(): Promise<Piece> {
    const path = join(this.dir, `${randomUUID()}.csv`);
    return { path, file: await open(path, "w"), bytes: 0, records: 0 };
  }

  private async endPiece(): Promise<void> {
    if (this.piece === undefined) return;
    await this.writing;
    await this.piece.file.close();
    this.ready.push(this.piece.path);
    this.piece = undefined;
    this.wake();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const earlier = this.wake;
      this.wake = () => {
        earlier();
        resolve();
      };
    });
  }
}

function* slices(chunk: Buffer): Generator<Buffer> {
  for (let from = 0; from < chunk.length;) {
    const cut = from + SLICE_BYTES >= chunk.length ? -1 : chunk.lastIndexOf(10, from + SLICE_BYTES);
    const end = cut < from ? chunk.length : cut + 1;
    yield chunk.subarray(from, end);
    from = end;
  }
}

function isLineEnd(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 10 || byte === 13);
}
