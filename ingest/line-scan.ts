import { lineChunks } from "./byte-stream.js";
import type { RecordText } from "./delimited-scan.js";

const LINE_FEED = 10;

/** The lines at these ascending positions among the lines that are not blank; `skip` lines stand before the first. */
export async function* lineRecords(
  path: string,
  positions: readonly number[],
  skip: number,
): AsyncGenerator<RecordText> {
  let position = -skip;
  let line = 0;
  let next = 0;
  for await (const chunk of lineChunks(path)) {
    for (let start = 0; start < chunk.length;) {
      const feed = chunk.indexOf(LINE_FEED, start);
      const end = feed < 0 ? chunk.length : feed + 1;
      line += 1;
      if (!isBlank(chunk, start, end)) position += 1;
      if (position === positions[next] && !isBlank(chunk, start, end)) {
        next += 1;
        yield { position, line, raw: chunk.toString("utf8", start, end).replace(/\r?\n$/, "") };
        if (next === positions.length) return;
      }
      start = end;
    }
  }
}

/** How many lines are not blank. */
export async function countLines(path: string): Promise<number> {
  let records = 0;
  for await (const chunk of lineChunks(path)) {
    for (let start = 0; start < chunk.length;) {
      const feed = chunk.indexOf(LINE_FEED, start);
      const end = feed < 0 ? chunk.length : feed + 1;
      if (!isBlank(chunk, start, end)) records += 1;
      start = end;
    }
  }
  return records;
}

/** The physical lines (from 1) on which the bytes at these ascending offsets (from 0, unpacked) stand. */
export async function linesAtOffsets(path: string, offsets: readonly number[]): Promise<number[]> {
  const lines: number[] = [];
  let line = 1;
  let base = 0;
  for await (const chunk of lineChunks(path)) {
    let from = 0;
    while (lines.length < offsets.length) {
      const offset = (offsets[lines.length] ?? 0) - base;
      if (offset >= chunk.length) break;
      for (let at = chunk.indexOf(LINE_FEED, from); at >= 0 && at < offset;) {
        line += 1;
        from = at + 1;
        at = chunk.indexOf(LINE_FEED, from);
      }
      lines.push(line);
    }
    if (lines.length === offsets.length) break;
    for (let at = chunk.indexOf(LINE_FEED, from); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
      line += 1;
    }
    base += chunk.length;
  }
  return lines;
}

function isBlank(chunk: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const byte = chunk[i] ?? 0;
    if (byte !== 32 && byte !== 13 && byte !== 9 && byte !== LINE_FEED) return false;
  }
  return true;
}
