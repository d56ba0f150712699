import { Decompress } from "fzstd";
import { XxHash64 } from "./xx-hash-64.js";

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a5;
const MIB = 2 ** 20;
/** The most that zstd itself unpacks unless told. The window stands in memory. */
const LARGEST_WINDOW = 128 * MIB;
const LONGEST_HEAD = 18;

/** An archive that would take more memory than there is for one. */
export class WindowTooLarge extends Error {
  constructor(bytes: number) {
    const size = `${String(Math.ceil(bytes / MIB))} MiB`;
    super(`its zstd window is ${size}, and ${String(LARGEST_WINDOW / MIB)} MiB is the most`);
  }
}

/** @param head the first four bytes of a file */
export function isZstd(head: Buffer): boolean {
  if (head.length < 4) return false;
  const magic = head.readUInt32LE(0);
  // pzstd begins with a frame to be passed over.
  return magic === MAGIC || magic >>> 4 === SKIPPABLE;
}

/**
 * Unpacks zstd frames, and compares each with its checksum where it has one.
 *
 * @throws WindowTooLarge; another Error where a frame is not whole or is damaged
 */
export async function* unzstd(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let unpacked: Buffer[] = [];
  const frames = new Frames();
  const stream = new Decompress((block) => {
    const bytes = Buffer.from(block);
    frames.meetContent(bytes);
    unpacked.push(bytes);
  });
  for await (const chunk of packed) {
    frames.push(chunk);
    stream.push(chunk);
    yield* unpacked;
    unpacked = [];
  }
  // Throws where the last frame is not whole.
  stream.push(new Uint8Array(0), true);
  yield* unpacked;
  frames.check();
}

/** What is known of a frame that is being unpacked. */
interface Frame {
  /** Undefined where its end is not reached. */
  blocks: number | undefined;
  unpacked: number;
  hash: XxHash64 | undefined;
  checksum: number | undefined;
}

/**
 * Follows frames from block to block, so that no window is made before it is known to be small enough, and that the
 * content of each is known from that of the next.
 */
class Frames {
  private held: Buffer = Buffer.alloc(0);
  /** Bytes to pass over. */
  private ahead = 0;
  private next: "frame" | "block" | "checksum" = "frame";
  private blocks = 0;
  private readonly open: Frame[] = [];

  push(chunk: Buffer): void {
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    for (;;) {
      const passed = Math.min(this.ahead, this.held.length);
      this.held = this.held.subarray(passed);
      this.ahead -= passed;
      if (this.ahead > 0 || !this.meet()) return;
    }
  }

  /** Takes the content of the next block. */
  meetContent(bytes: Buffer): void {
    const frame = this.open.find(({ blocks, unpacked }) => unpacked !== blocks);
    if (frame === undefined) return;
    frame.unpacked += 1;
    frame.hash?.update(bytes);
    this.check();
  }

  /** @throws Error where the content of a frame that has ended differs from its checksum */
  check(): void {
    for (;;) {
      const [frame] = this.open;
      if (frame?.unpacked !== frame?.blocks || frame === undefined) return;
      if (frame.hash !== undefined && frame.checksum === undefined) return;
      if (frame.hash?.low() !== frame.checksum) throw new Error("a checksum differs");
      this.open.shift();
    }
  }

  /** @returns false where more bytes are needed */
  private meet(): boolean {
    const { length } = this.held;
    if (this.next === "block") {
      if (length < 3) return false;
      this.meetBlock();
    } else if (this.next === "checksum") {
      if (length < 4) return false;
      const frame = this.open.at(-1);
      if (frame !== undefined) frame.checksum = this.held.readUInt32LE(0);
      this.ahead = 4;
      this.next = "frame";
    } else if (length < 4 || (length < LONGEST_HEAD && !this.isSkippable())) return false;
    else this.meetFrame();
    return true;
  }

  private isSkippable(): boolean {
    return this.held.readUInt32LE(0) >>> 4 === SKIPPABLE && this.held.length >= 8;
  }

  private meetFrame(): void {
    const { held } = this;
    if (this.isSkippable()) {
      this.ahead = 8 + held.readUInt32LE(4);
      return;
    }
    // What is no frame is told by who unpacks it.
    if (held.readUInt32LE(0) !== MAGIC) {
      this.ahead = Infinity;
      return;
    }
    const flags = held[4] ?? 0;
    const single = (flags & 32) !== 0;
    const sizeBytes = flags >> 6 === 0 ? (single ? 1 : 0) : 1 << (flags >> 6);
    const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
    const at = (single ? 5 : 6) + dictionaryBytes;
    const window = single ? contentSize(held, at, sizeBytes) : windowSize(held[5] ?? 0);
    if (window > LARGEST_WINDOW) throw new WindowTooLarge(window);
    const hash = (flags & 4) === 0 ? undefined : new XxHash64();
    this.open.push({ blocks: undefined, unpacked: 0, hash, checksum: undefined });
    this.blocks = 0;
    this.ahead = at + sizeBytes;
    this.next = "block";
  }

  private meetBlock(): void {
    const head = this.held.readUIntLE(0, 3);
    const isRun = ((head >> 1) & 3) === 1;
    this.ahead = 3 + (isRun ? 1 : head >> 3);
    this.blocks += 1;
    const frame = this.open.at(-1);
    if ((head & 1) === 0 || frame === undefined) return;
    frame.blocks = this.blocks;
    this.next = frame.hash === undefined ? "frame" : "checksum";
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(head: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(head.readBigUInt64LE(at));
  return head.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}
