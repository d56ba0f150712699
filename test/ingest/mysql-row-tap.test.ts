import { describe, expect, it } from "vitest";
import { MysqlRowTap } from "../../ingest/mysql/mysql-row-tap.js";

const LONGEST = 0xffffff;

/** The server's packets, those longer than the protocol allows cut, numbered from 1. */
function packets(...payloads: Buffer[]): Buffer {
  const parts: Buffer[] = [];
  let sequence = 1;
  for (const payload of payloads) {
    for (let at = 0; ; at += LONGEST) {
      const part = payload.subarray(at, at + LONGEST);
      const header = Buffer.alloc(4);
      header.writeUIntLE(part.length, 0, 3);
      header[3] = sequence++ & 0xff;
      parts.push(header, part);
      if (part.length < LONGEST) break;
    }
  }
  return Buffer.concat(parts);
}

/** A row of the binary protocol, whose first byte is always zero. */
const row = (text: string): Buffer => Buffer.concat([Buffer.of(0), Buffer.from(text)]);
const END = Buffer.from([0xfe, 0, 0, 2, 0]);
const head = (columns: number): Buffer[] => [
  Buffer.from([columns]),
  ...Array.from({ length: columns }, () => Buffer.from("definition")),
  END,
];

/** What the driver sees, and the rows as they were handed on. */
function tapped(sent: Buffer, size: number): { seen: Buffer; rows: Buffer[] } {
  const seen: Buffer[] = [];
  const rows: Buffer[] = [];
  const driver = { execute: (chunk: Buffer) => void seen.push(Buffer.from(chunk)) };
  const taker = {
    row: (bytes: Buffer, start: number, end: number) => void rows.push(bytes.subarray(start, end)),
  };
  const tap = new MysqlRowTap(driver, taker, () => undefined);
  for (let at = 0; at < sent.length; at += size) tap.execute(sent.subarray(at, at + size));
  return { seen: Buffer.concat(seen), rows };
}

describe("the rows of a MySQL result", () => {
  const rows = ["one", "", "w".repeat(70_000), "x".repeat(300), "last"].map(row);

  it("are handed on wherever the stream is cut, and the driver sees a result without rows", () => {
    const sent = packets(...head(3), ...rows, END);
    for (const size of [1, 2, 3, 5, 7, 64, 1000, sent.length]) {
      const found = tapped(sent, size);
      expect(found.seen).toEqual(packets(...head(3), END));
      expect(found.rows).toEqual(rows);
    }
  });

  it("are followed by what the server sends next", () => {
    const next = packets(Buffer.from("next"));
    for (const size of [1, 3, 1000]) {
      const { seen } = tapped(Buffer.concat([packets(...head(1), ...rows, END), next]), size);
      expect(seen).toEqual(Buffer.concat([packets(...head(1), END), next]));
    }
  });

  it("end with the server's failure, numbered as the driver expects it", () => {
    const failure = Buffer.from("\u00ff..#70100killed", "latin1");
    const { seen } = tapped(packets(...head(3), ...rows, failure), 50);
    expect(seen).toEqual(packets(...head(3), failure));
  });

  it("leave a refused query to the driver", () => {
    const failure = packets(Buffer.from("\u00ff..#42000no", "latin1"));
    expect(tapped(failure, 4)).toEqual({ seen: failure, rows: [] });
  });

  it("may be longer than a packet", () => {
    const long = row("y".repeat(LONGEST + 5));
    const found = tapped(packets(...head(2), long, row("short"), END), 65_536);
    expect(found.seen).toEqual(packets(...head(2), END));
    expect(found.rows.map((bytes) => bytes.length)).toEqual([long.length, 6]);
    expect(found.rows[0]?.equals(long)).toBe(true);
  });
});
