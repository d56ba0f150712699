import type { Duplex } from "node:stream";
import type { Connection, Submittable } from "pg";

const HEADER_BYTES = 5;
const MEMORY_BYTES = 1 << 20;

/** Messages by their first byte. Whatever is none of these ends the copying, or says that it failed. */
const COPY_DATA = 0x64;
const PASSED_OVER = new Set([0x48, 0x53, 0x4e, 0x41]);

type DataListener = (chunk: Buffer) => void;

/**
 * A COPY whose output is taken off the connection's bytes at once: the driver would make an object of every row.
 *
 * @example
 *   const copy = new CopyOut("copy orders to stdout (format csv)", write);
 *   client.query(copy);
 *   const rows = await copy.done;
 */
export class CopyOut implements Submittable {
  /** Resolves to the number of rows once the server has confirmed; rejects with the server's error, or that of `take`. */
  readonly done: Promise<number>;
  /** Rows so far; every one is a message of its own. */
  messages = 0;
  private readonly text: string;
  private readonly take: (bytes: Buffer) => Promise<void>;
  private resolve: (rows: number) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private stream: Duplex | undefined;
  private driver: DataListener = () => undefined;
  private readonly listener: DataListener = (chunk) => {
    this.receive(chunk);
  };
  /** The header of the message being read, which may lie in two chunks. */
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private headed = 0;
  /** Bytes of the message that are still to come. */
  private left = 0;
  private memory = Buffer.allocUnsafeSlow(MEMORY_BYTES);
  private spare = Buffer.allocUnsafeSlow(MEMORY_BYTES);
  private filled = 0;
  private taking: Promise<void> | undefined;
  private rows = 0;

  /** @param take gets the output in order; the bytes are good until its promise resolves, and the next come then */
  constructor(text: string, take: (bytes: Buffer) => Promise<void>) {
    this.text = text;
    this.take = take;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // It is awaited by whoever made this.
    this.done.catch(() => undefined);
  }

  submit(connection: Connection): void {
    const { stream } = connection as Connection & { stream: Duplex };
    this.stream = stream;
    this.driver = stream.listeners("data")[0] as DataListener;
    stream.removeListener("data", this.driver);
    stream.on("data", this.listener);
    connection.query(this.text);
  }

  /** Gives up; the connection is of no use afterwards. */
  fail(error: unknown): void {
    this.stream?.removeListener("data", this.listener);
    this.reject(error);
  }

  handleError(error: unknown): void {
    this.fail(error);
  }

  handleCommandComplete(message: { text?: string }): void {
    this.rows = Number(/^COPY (\d+)/.exec(message.text ?? "")?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.finish().catch((error: unknown) => {
      this.reject(error);
    });
  }

  private async finish(): Promise<void> {
    await this.taking;
    if (this.filled > 0) await this.take(this.memory.subarray(0, this.filled));
    this.resolve(this.rows);
  }

  private receive(chunk: Buffer): void {
    if (this.filled + chunk.length > this.memory.length) {
      if (this.taking !== undefined) {
        this.wait(chunk, this.taking);
        return;
      }
      this.handOver(chunk.length);
    }
    const rest = this.decode(chunk);
    if (rest === undefined) return;
    this.stream?.removeListener("data", this.listener);
    this.stream?.on("data", this.driver);
    this.driver(rest);
  }

  /** What is filled is taken while the other memory is filled. */
  private handOver(room: number): void {
    const full = this.memory.subarray(0, this.filled);
    const spare = this.spare.length < room ? Buffer.allocUnsafeSlow(room) : this.spare;
    this.spare = this.memory;
    this.memory = spare;
    this.filled = 0;
    this.taking = this.take(full).then(() => {
      this.taking = undefined;
    });
    this.taking.catch((error: unknown) => {
      this.fail(error);
    });
  }

  private wait(chunk: Buffer, taking: Promise<void>): void {
    this.stream?.pause();
    taking.then(
      () => {
        this.stream?.resume();
        this.receive(chunk);
      },
      () => undefined,
    );
  }

  /** Appends the rows of a chunk to the memory. Returns what is the driver's, once the output has ended. */
  private decode(chunk: Buffer): Buffer | undefined {
    const { header } = this;
    const source = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    const target = new DataView(this.memory.buffer, this.memory.byteOffset, this.memory.length);
    for (let at = 0; at < chunk.length;) {
      if (this.left === 0) {
        for (; this.headed < HEADER_BYTES && at < chunk.length; this.headed += 1, at += 1) {
          header[this.headed] = chunk[at] ?? 0;
        }
        const code = header[0] ?? 0;
        if (code !== COPY_DATA && !PASSED_OVER.has(code)) {
          return Buffer.concat([header.subarray(0, this.headed), chunk.subarray(at)]);
        }
        if (this.headed < HEADER_BYTES) return undefined;
        this.left = header.readUInt32BE(1) - 4;
        if (code === COPY_DATA) this.messages += 1;
      }
      const end = Math.min(at + this.left, chunk.length);
      this.left -= end - at;
      if (header[0] === COPY_DATA) {
        copyBytes(source, at, end, target, this.filled);
        this.filled += end - at;
      }
      if (this.left === 0) this.headed = 0;
      at = end;
    }
    return undefined;
  }
}

/** Rows are too short for a call each: four bytes at a time are copied faster. */
function copyBytes(
  source: DataView,
  start: number,
  end: number,
  target: DataView,
  place: number,
): void {
  let at = start;
  let to = place;
  for (; at + 4 <= end; at += 4, to += 4) target.setInt32(to, source.getInt32(at));
  for (; at < end; at += 1, to += 1) target.setUint8(to, source.getUint8(at));
}
