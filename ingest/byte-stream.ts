import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 10;
const LONGEST_LINE_BYTES = 64 << 20;

/**
 * A text file's bytes as UTF-8 (or any encoding that keeps ASCII bytes), unpacked when gzipped, in chunks that end
 * after a line feed. Read failures, among them a truncated gzip, are thrown.
 */
export async function* lineChunks(path: string, encoding?: string): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  let first = true;
  for await (const raw of decoded(await unpacked(path), encoding)) {
    let chunk = carried.length > 0 ? Buffer.concat([carried, raw]) : raw;
    if (first && chunk.length >= 3) {
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk = chunk.subarray(3);
      first = false;
    }
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    carried = chunk.subarray(end);
    if (carried.length > LONGEST_LINE_BYTES) {
      throw new Error(`a line is longer than ${String(LONGEST_LINE_BYTES)} bytes`);
    }
    if (end > 0) yield chunk.subarray(0, end);
  }
  if (carried.length > 0) yield carried;
}

async function unpacked(path: string): Promise<Readable> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!(await isGzip(path))) return file;
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // The consumer of gunzip sees the error of either stream; the callback only keeps it from being thrown twice.
  pipeline(file, gunzip, () => undefined);
  return gunzip;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function* decoded(bytes: Readable, encoding = "utf-8"): AsyncGenerator<Buffer> {
  const decoder = /^utf-?16/i.test(encoding) ? new TextDecoder("utf-16le") : undefined;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    yield decoder === undefined ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
}
