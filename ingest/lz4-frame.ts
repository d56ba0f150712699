const MAGIC = 0x184d2204;
const SKIPPABLE = 0x184d2a5;
const BLOCK_SIZES = [0, 0, 0, 0, 64 << 10, 256 << 10, 1 << 20, 4 << 20];
/** No block grows by more: a run of 255 bytes takes one byte. */
const GREATEST_RATIO = 256;

/**
 * Unpacks LZ4 frames, one after another, as "LZ4 Frame Format Description" 1.6 defines them.
 *
 * @throws Error where the bytes are no such frame, are cut off, or differ from their checksums
 */
export function unpackLz4(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const magic = word(view, at);
    if (magic >>> 4 === SKIPPABLE) {
      at += 8 + word(view, at + 4);
    } else {
      if (magic !== MAGIC) throw new Error("no LZ4 frame");
      const frame = unpackFrame(view, bytes, at + 4);
      frames.push(frame.content);
      at = frame.end;
    }
  }
  const [first = new Uint8Array(0), ...others] = frames;
  return others.length === 0 ? first : Buffer.concat(frames);
}

interface Descriptor {
  blockSize: number;
  blockChecksums: boolean;
  contentChecksum: boolean;
  contentSize: number | undefined;
  /** Where the blocks begin. */
  end: number;
}

function descriptorAt(view: DataView, bytes: Uint8Array, start: number): Descriptor {
  const flags = byte(view, start);
  const blockSize = BLOCK_SIZES[(byte(view, start + 1) >> 4) & 7] ?? 0;
  if (flags >> 6 !== 1 || blockSize === 0) throw new Error("an unknown version of LZ4 frames");
  if ((flags & 1) === 1) throw new Error("an LZ4 frame with a dictionary of its own");
  let at = start + 2;
  let contentSize: number | undefined;
  if ((flags & 8) !== 0) {
    contentSize = word(view, at) + word(view, at + 4) * 2 ** 32;
    at += 8;
  }
  const sum = (xxHash32(bytes.subarray(start, at)) >>> 8) & 0xff;
  if (byte(view, at) !== sum) throw new Error("a damaged head of an LZ4 frame");
  const blockChecksums = (flags & 16) !== 0;
  return {
    blockSize,
    blockChecksums,
    contentChecksum: (flags & 4) !== 0,
    contentSize,
    end: at + 1,
  };
}

function unpackFrame(
  view: DataView,
  bytes: Uint8Array,
  start: number,
): { content: Uint8Array; end: number } {
  const frame = descriptorAt(view, bytes, start);
  const out = new Uint8Array(roomFor(view, frame));
  let at = frame.end;
  let length = 0;
  for (;;) {
    const size = word(view, at);
    at += 4;
    if (size === 0) break;
    const end = at + (size & 0x7fffffff);
    if (end > bytes.length) throw new Error("a cut-off LZ4 block");
    const block = bytes.subarray(at, end);
    if (size >>> 31 === 1) out.set(block, length);
    length = size >>> 31 === 1 ? length + block.length : unpackBlock(block, out, length);
    at = end;
    if (frame.blockChecksums) at = checked(view, at, block);
  }
  const content = out.subarray(0, length);
  if (frame.contentChecksum) at = checked(view, at, content);
  if (frame.contentSize !== undefined && frame.contentSize !== length) {
    throw new Error("an LZ4 frame of another size than it says");
  }
  return { content, end: at };
}

/** An upper bound of a frame's content, by the sizes of its blocks. */
function roomFor(view: DataView, frame: Descriptor): number {
  let room = 0;
  for (let at = frame.end; ;) {
    const size = word(view, at);
    if (size === 0) return room;
    const packed = size & 0x7fffffff;
    room += size >>> 31 === 1 ? packed : Math.min(frame.blockSize, packed * GREATEST_RATIO);
    at += 4 + packed + (frame.blockChecksums ? 4 : 0);
  }
}

/** Sequences of literals and copies of what came before, in this block or an earlier one. */
function unpackBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let to = start;
  let at = 0;
  const more = (length: number): number => {
    if (length < 15) return length;
    let sum = length;
    for (;;) {
      const next = block[at++];
      if (next === undefined) throw new Error("a cut-off LZ4 block");
      sum += next;
      if (next !== 255) return sum;
    }
  };
  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = more(token >> 4);
    if (at + literals > block.length) throw new Error("a cut-off LZ4 block");
    out.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) return to;
    const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const length = more(token & 15) + 4;
    if (distance === 0 || distance > to || to + length > out.length) {
      throw new Error("a damaged LZ4 block");
    }
    if (distance >= length) out.copyWithin(to, to - distance, to - distance + length);
    else for (let i = 0; i < length; i += 1) out[to + i] = out[to + i - distance] ?? 0;
    to += length;
  }
  return to;
}

function checked(view: DataView, at: number, content: Uint8Array): number {
  if (word(view, at) !== xxHash32(content)) throw new Error("damaged LZ4 content");
  return at + 4;
}

function word(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw new Error("a cut-off LZ4 frame");
  return view.getUint32(at, true);
}

function byte(view: DataView, at: number): number {
  if (at >= view.byteLength) throw new Error("a cut-off LZ4 frame");
  return view.getUint8(at);
}

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;
const [P1, P2, P3, P4, P5] = PRIMES;

/** xxHash of 32 bits with seed 0. */
function xxHash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash: number = P5;
  if (bytes.length >= 16) {
    const lanes = [P1 + P2, P2, 0, -P1];
    for (; at + 16 <= bytes.length; at += 16) {
      for (let i = 0; i < 4; i += 1) {
        const sum = (lanes[i] ?? 0) + Math.imul(view.getUint32(at + 4 * i, true), P2);
        lanes[i] = Math.imul(rotated(sum, 13), P1);
      }
    }
    hash = lanes.reduce((sum, lane, i) => sum + rotated(lane, [1, 7, 12, 18][i] ?? 0), 0);
  }
  hash += bytes.length;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotated(hash + Math.imul(view.getUint32(at, true), P3), 17), P4);
  }
  for (; at < bytes.length; at += 1) {
    hash = Math.imul(rotated(hash + Math.imul(bytes[at] ?? 0, P5), 11), P1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), P2);
  hash = Math.imul(hash ^ (hash >>> 13), P3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
