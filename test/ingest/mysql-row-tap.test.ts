import { describe, expect, it } from "vitest";
import { MysqlLines } from "../../ingest/mysql/mysql-line.js";
import { MysqlRowTap } from "../../ingest/mysql/mysql-row-tap.js";
import type { MysqlColumn } from "../../ingest/mysql/mysql-types.js";

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

function value(text: string | null): Buffer {
  if (text === null) return Buffer.from([0xfb]);
  const bytes = Buffer.from(text);
  const { length } = bytes;
  if (length < 251) return Buffer.concat([Buffer.from([length]), bytes]);
  const [first, size] = length < 65_536 ? [0xfc, 2] : length < 2 ** 24 ? [0xfd, 3] : [0xfe, 8];
  const head = Buffer.alloc(1 + size);
  head[0] = first;
  head.writeUIntLE(length, 1, Math.min(size, 6));
  return Buffer.concat([head, bytes]);
}

const row = (...values: (string | null)[]): Buffer => Buffer.concat(values.map(value));
const END = Buffer.from([0xfe, 0, 0, 2, 0]);
const head = (columns: number): Buffer[] => [
  Buffer.from([columns]),
  ...Array.from({ length: columns }, () => Buffer.from("definition")),
  END,
];

function columns(...forms: MysqlColumn["form"][]): MysqlColumn[] {
  return forms.map((form, i) => ({ name: `c${String(i)}`, form }) as MysqlColumn);
}

function tapped(sent: Buffer, size: number, lines: MysqlLines): Buffer {
  const seen: Buffer[] = [];
  const driver = { execute: (chunk: Buffer) => void seen.push(Buffer.from(chunk)) };
  const tap = new MysqlRowTap(driver, lines, () => undefined);
  for (let at = 0; at < sent.length; at += size) tap.execute(sent.subarray(at, at + size));
  return Buffer.concat(seen);
}

describe("the rows of a MySQL result", () => {
  const long = `${"long ".repeat(20)}"text"`;
  const rows = [
    row("1", 'a "quote"', "\u00ff"),
    row(null, null, null),
    row("2", long, ""),
    row("3", "w".repeat(70_000), null),
    row("4", "x".repeat(300), "z"),
  ];
  const expected = [
    `1,"a ""quote""","\\xC3\\xBF"`,
    ",,",
    `2,"${long.replaceAll('"', '""')}",""`,
    `3,"${"w".repeat(70_000)}",`,
    `4,"${"x".repeat(300)}","\\x7A"`,
    "",
  ].join("\n");

  it("become lines wherever the stream is cut, and the driver sees a result without rows", () => {
    const sent = packets(...head(3), ...rows, END);
    for (const size of [1, 2, 3, 5, 7, 64, 1000, sent.length]) {
      const lines = new MysqlLines(columns("plain", "text", "bytes"));
      expect(tapped(sent, size, lines)).toEqual(packets(...head(3), END));
      expect(lines.rows).toBe(5);
      expect(lines.last?.map((cell) => cell?.toString() ?? null)).toEqual([
        "4",
        "x".repeat(300),
        "z",
      ]);
      expect(lines.take().toString()).toBe(expected);
    }
  });

  it("end with the server's failure, numbered as the driver expects it", () => {
    const failure = Buffer.from("\u00ff..#70100killed", "latin1");
    const lines = new MysqlLines(columns("plain", "text", "bytes"));
    expect(tapped(packets(...head(3), ...rows, failure), 50, lines)).toEqual(
      packets(...head(3), failure),
    );
  });

  it("leave a refused query to the driver", () => {
    const failure = packets(Buffer.from("\u00ff..#42000no", "latin1"));
    expect(tapped(failure, 4, new MysqlLines(columns("plain")))).toEqual(failure);
  });

  it("may be longer than a packet", () => {
    const text = "y".repeat(LONGEST + 5);
    const lines = new MysqlLines(columns("plain", "text"));
    const sent = packets(...head(2), row("1", text), row("2", "short"), END);
    expect(tapped(sent, 65_536, lines)).toEqual(packets(...head(2), END));
    expect(lines.take().equals(Buffer.from(`1,"${text}"\n2,"short"\n`))).toBe(true);
  });

  it("stop at the number wanted, and more of them are told of", () => {
    const lines = new MysqlLines(columns("plain", "text", "bytes"), 2);
    tapped(packets(...head(3), ...rows, END), 64, lines);
    expect([lines.rows, lines.more]).toEqual([2, true]);
    expect(lines.last).toEqual([null, null, null]);
  });
});
