import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { fileBlocks } from "./file-blocks.js";
import { isZstd, unzstd } from "./zstd-stream.js";

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 10;
const LONGEST_LINE_BYTES = 64 << 20;

type Compression = "gzip" | "zstd" | undefined;

/**
 * A plain UTF-8 file's bytes without its byte order mark, in chunks that end after a line feed. A chunk is good until
 * the next is asked for.
 */
export async function* lineChunks(path: string): AsyncGenerator<Buffer> {
  let first = true;
  let carried: Buffer = Buffer.alloc(0);
  for await (const { memory, start, end } of fileBlocks(path, CHUNK_BYTES)) {
    let chunk = memory.subarray(Math.max(start - carried.length, 0), end);
    if (carried.length <= start) carried.copy(chunk);
    else chunk = Buffer.concat([carried, memory.subarray(start, end)]);
    if (first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
      chunk = chunk.subarray(3);
    }
    first = false;
    const stop = chunk.lastIndexOf(LINE_FEED) + 1;
    carried = Buffer.from(chunk.subarray(stop));
    requireShorter(carried);
    if (stop > 0) yield chunk.subarray(0, stop);
  }
  if (carried.length > 0) yield carried;
}

/**
 * Cuts bytes into chunks that end after a line feed.
 *
 * @param lineFeed the bytes of one, at even offsets where they are two
 */
export async function* chunksOfLines(
  bytes: AsyncIterable<Buffer>,
  lineFeed: Buffer = Buffer.from([LINE_FEED]),
): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  for await (const raw of bytes) {
    const chunk = carried.length > 0 ? Buffer.concat([carried, raw]) : raw;
    const end = endOfLastLine(chunk, lineFeed);
    carried = chunk.subarray(end);
    requireShorter(carried);
    if (end > 0) yield chunk.subarray(0, end);
  }
  if (carried.length > 0) yield carried;
}

function requireShorter(line: Buffer): void {
  if (line.length <= LONGEST_LINE_BYTES) return;
  throw new Error(`a line is longer than ${String(LONGEST_LINE_BYTES)} bytes`);
}

function endOfLastLine(chunk: Buffer, lineFeed: Buffer): number {
  let at = chunk.lastIndexOf(lineFeed);
  while (at >= 0 && at % lineFeed.length !== 0) at = chunk.lastIndexOf(lineFeed, at - 1);
  return at < 0 ? 0 : at + lineFeed.length;
}

/** How a file is packed, by its first bytes. */
export async function compressionOf(path: string): Promise<Compression> {
  const head = await firstBytes(path, 4);
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  return isZstd(head) ? "zstd" : undefined;
}

export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A file's bytes, unpacked. Read failures, among them a truncated archive, are thrown. */
export function unpackedBytes(path: string, compression: Compression): AsyncIterable<Buffer> {
  if (compression === "zstd") return unzstd(plainBytes(path));
  if (compression === undefined) return plainBytes(path);
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // The consumer of gunzip sees the error of either stream; the callback only keeps it from being thrown twice.
  pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), gunzip, () => undefined);
  return gunzip;
}

function plainBytes(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}
