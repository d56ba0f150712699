import { EventEmitter } from "node:events";
import type { Connection } from "pg";
import { expect, it } from "vitest";
import { CopyOut } from "../../ingest/postgres/copy-out.js";

function message(code: string, content: string): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(5);
  header.write(code, "latin1");
  header.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

/** A connection of which only what a COPY touches stands. */
class Wire extends EventEmitter {
  readonly driver: Buffer[] = [];
  paused = false;
  readonly stream = this;

  constructor() {
    super();
    this.on("data", (chunk: Buffer) => this.driver.push(chunk));
  }

  query(): void {
    // The server answers through `emit`.
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}

function copied(wire: Wire, take: (bytes: Buffer) => Promise<void>): CopyOut {
  const copy = new CopyOut("copy t to stdout", take);
  copy.submit(wire as unknown as Connection);
  return copy;
}

const LINES = Array.from({ length: 50 }, (_, i) => `${String(i)},${"x".repeat(i * 7)}\n`);
const OUTPUT = Buffer.concat([
  message("H", "\0\0\0"),
  ...LINES.flatMap((line, i) => [message("d", line), message("N", i % 9 === 0 ? "a notice" : "")]),
  message("c", ""),
  message("C", "COPY 50\0"),
]);

it("gives the rows whatever chunks they come in, and the rest to the driver", async () => {
  for (const size of [1, 2, 3, 7, 64, 1000, OUTPUT.length]) {
    const wire = new Wire();
    let text = "";
    const copy = copied(wire, (bytes) => {
      text += bytes.toString();
      return Promise.resolve();
    });
    for (let at = 0; at < OUTPUT.length; at += size)
      wire.emit("data", OUTPUT.subarray(at, at + size));
    copy.handleCommandComplete({ text: "COPY 50" });
    copy.handleReadyForQuery();
    expect(await copy.done).toBe(50);
    expect(copy.messages).toBe(50);
    expect(text).toBe(LINES.join(""));
    expect(Buffer.concat(wire.driver)).toEqual(
      Buffer.concat([message("c", ""), message("C", "COPY 50\0")]),
    );
  }
});

it("holds the server back while what came before is being taken", async () => {
  const wire = new Wire();
  const taken: number[] = [];
  let free: () => void = () => undefined;
  const copy = copied(wire, async (bytes) => {
    taken.push(bytes.length);
    await new Promise<void>((resolve) => (free = resolve));
  });
  const row = message("d", "y".repeat(600_000));
  wire.emit("data", row);
  wire.emit("data", row);
  expect([taken, wire.paused]).toEqual([[600_000], false]);
  wire.emit("data", row);
  expect(wire.paused).toBe(true);
  free();
  await expect.poll(() => taken.length).toBe(2);
  expect(wire.paused).toBe(false);
  free();
  wire.emit("data", message("c", ""));
  copy.handleReadyForQuery();
  await expect.poll(() => taken.length).toBe(3);
  free();
  await copy.done;
  expect(taken).toEqual([600_000, 600_000, 600_000]);
});

it("fails with what the server says, and with what the taker throws", async () => {
  const wire = new Wire();
  const refused = copied(wire, () => Promise.resolve());
  wire.emit("data", Buffer.concat([message("d", "1\n"), message("E", "no")]));
  expect(Buffer.concat(wire.driver)).toEqual(message("E", "no"));
  refused.handleError(new Error("no"));
  await expect(refused.done).rejects.toThrow("no");

  const full = copied(new Wire(), () => Promise.reject(new Error("the disk is full")));
  full.handleReadyForQuery();
  expect(await full.done).toBe(0);
  const other = new Wire();
  const failing = copied(other, () => Promise.reject(new Error("the disk is full")));
  other.emit("data", message("d", "1\n"));
  failing.handleReadyForQuery();
  await expect(failing.done).rejects.toThrow("the disk is full");
});
