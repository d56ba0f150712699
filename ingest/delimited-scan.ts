import { lineChunks } from "./byte-stream.js";
import type { DelimitedScan } from "./delimited-facts.js";
import { DelimitedScanner } from "./delimited-scanner.js";
import type { Dialect } from "./dialect.js";

/**
 * Reads a delimited file byte by byte, apart from the engine's own reader: counts its records for the control total
 * and collects what the engine's casts would not tell, such as leading zeros. Memory does not grow with the file.
 *
 * @param bytes about how many to read; all of them unless told
 */
export async function scanDelimited(
  path: string,
  dialect: Dialect,
  width: number,
  bytes = Infinity,
): Promise<DelimitedScan> {
  const scanner = new DelimitedScanner(dialect, width);
  let left = bytes;
  for await (const chunk of lineChunks(path)) {
    scanner.push(chunk);
    left -= chunk.length;
    if (left <= 0) break;
  }
  return scanner.finish();
}

/** One record as it stands in a file. */
export interface RecordText {
  position: number;
  /** Physical line it begins on, from 1. */
  line: number;
  raw: string;
}

/** The text of the records at these ascending positions. */
export async function* delimitedRecords(
  path: string,
  dialect: Dialect,
  width: number,
  positions: readonly number[],
): AsyncGenerator<RecordText> {
  let next = 0;
  let found: RecordText[] = [];
  let chunk: Buffer = Buffer.alloc(0);
  const scanner = new DelimitedScanner(dialect, width, {
    listener: (position, line, start, end) => {
      if (position !== positions[next]) return;
      next += 1;
      found.push({ position, line, raw: chunk.toString("utf8", Math.max(start, 0), end) });
    },
  });
  for await (chunk of lineChunks(path)) {
    scanner.push(chunk);
    yield* found;
    found = [];
    if (next === positions.length) return;
  }
  scanner.finish();
  yield* found;
}
