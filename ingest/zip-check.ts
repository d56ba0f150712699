import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const IN_EXTRA = 0xffffffff;
const DEFLATED = 8;
const STORED = 0;

interface ZipEntry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Where its local header begins. */
  offset: number;
}

/**
 * Unpacks the parts of a ZIP file whose names match and compares them with their sizes and checksums, so that damage is
 * known before what is left of them is read.
 *
 * @throws Error naming the part that is damaged, or saying that the directory at the end of the file is
 */
export async function checkZip(path: string, names: RegExp): Promise<void> {
  const file = await open(path);
  try {
    for (const entry of await entriesOf(file)) {
      if (names.test(entry.name)) await checkEntry(path, file, entry);
    }
  } finally {
    await file.close();
  }
}

async function entriesOf(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - END_BYTES - LONGEST_COMMENT), size);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END);
  const end = tail.lastIndexOf(signature);
  if (end < 0 || tail.length - end < END_BYTES) throw new Error("the end of the file is missing");
  const from = tail.readUInt32LE(end + 16);
  const directory = await bytesAt(file, from, from + tail.readUInt32LE(end + 12));
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY) throw new Error("its directory is damaged");
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const extra = at + ENTRY_BYTES + nameBytes;
    const large = largeSizes(directory.subarray(extra, extra + extraBytes));
    const field = (where: number): number => {
      const value = directory.readUInt32LE(at + where);
      return value === IN_EXTRA ? (large.next().value ?? value) : value;
    };
    // The order in which large values stand in the extra field.
    const [size, packed, offset] = [field(24), field(20), field(42)];
    entries.push({
      name: directory.toString("utf8", at + ENTRY_BYTES, extra),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed,
      size,
      offset,
    });
    at = extra + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The 64-bit values of a ZIP64 extra field, one after the other. */
function* largeSizes(extra: Buffer): Generator<number, undefined> {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      for (let value = at + 4; value + 8 <= Math.min(end, extra.length); value += 8) {
        yield Number(extra.readBigUInt64LE(value));
      }
    }
    at = end;
  }
  return undefined;
}

async function checkEntry(path: string, file: FileHandle, entry: ZipEntry): Promise<void> {
  const { name, method, offset, packed } = entry;
  // Other methods are told by who reads the part.
  if (method !== DEFLATED && method !== STORED) return;
  const local = await bytesAt(file, offset, offset + LOCAL_BYTES);
  if (local.length < LOCAL_BYTES) throw damaged(name);
  const start = offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  let crc = 0;
  let size = 0;
  if (packed > 0) {
    const bytes = createReadStream(path, { start, end: start + packed - 1 });
    try {
      for await (const chunk of method === DEFLATED ? inflated(bytes) : bytes) {
        crc = crc32(chunk as Buffer, crc);
        size += (chunk as Buffer).length;
        if (size > entry.size) break;
      }
    } catch (error) {
      throw damaged(name, error);
    }
  }
  if (crc !== entry.crc || size !== entry.size) throw damaged(name);
}

function inflated(bytes: Readable): Readable {
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  bytes.once("error", (error) => inflate.destroy(error));
  return bytes.pipe(inflate);
}

function damaged(name: string, cause?: unknown): Error {
  return new Error(`its part ${name} is damaged`, { cause });
}

async function bytesAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}
