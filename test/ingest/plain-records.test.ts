import { expect, it } from "vitest";
import type { DelimitedScan } from "../../ingest/delimited-facts.js";
import { DelimitedScanner } from "../../ingest/delimited-scanner.js";
import type { LessWanted } from "../../ingest/plain-records.js";

const WIDTH = 4;
const TOKENS = [
  "0 7 -7 +7 007 1.5 -0.25 .5 5. 1.2345678 123456789012345 123456789012345678901234567890",
  "-999999999999999 999999999999999.9 2024-01-31 2024-01-31T10:00:00+02:00 x 1e5 a.b -",
].flatMap((line) => line.split(" "));
const VALUES = [...TOKENS, "", "", " 1"];

/** The same numbers on every run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state >> 8;
  }
}

function text(seed: number, end: string, values: readonly string[]): string {
  const next = numbers(seed);
  const pick = (count: number): number => next.next().value % count;
  let lines = `a,b,c,d${end}`;
  for (let line = 0; line < 200; line += 1) {
    const width = pick(20) === 0 ? pick(7) : WIDTH;
    const fields = Array.from({ length: width }, () => values[pick(values.length)] ?? "");
    lines += `${fields.join(",")}${end}`;
  }
  return lines;
}

function scanned(content: string, general: boolean): DelimitedScan {
  const dialect = { delimiter: ",", quote: '"', header: true };
  const scanner = new DelimitedScanner(
    dialect,
    WIDTH,
    general ? { listener: () => undefined } : {},
  );
  const header = content.indexOf("\n") + 1;
  scanner.push(Buffer.from(content.slice(0, header)));
  scanner.push(Buffer.from(content.slice(header)));
  return scanner.finish();
}

it("gives the same facts and sums of unquoted lines as the general scanner", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const values = seed % 3 === 0 ? VALUES.slice(seed % VALUES.length).concat("3") : VALUES;
    const content = text(
      seed,
      seed % 2 === 0 ? "\n" : "\r\n",
      seed < 30 ? values : TOKENS.slice(0, 8),
    );
    expect(scanned(content, false)).toEqual(scanned(content, true));
  }
});

it("tells of times and lengths what it tells where everything is wanted", () => {
  const times = [
    "2024-01-31 10:00:00",
    "2024-01-31T10:00:00.1234567",
    "2024-01-31 10:00:00-05",
    "x",
  ];
  const content = `a,b,c,d\n${times.map((time) => `${time},${time},7,${time}\r\n`).join("")}`;
  const [lengthsOnly, timesOnly, ignored] = [new Set([0]), new Set([1]), new Set([3])];
  const scan = (less?: LessWanted): DelimitedScan["columns"] => {
    const dialect = { delimiter: ",", quote: '"', header: true };
    const scanner = new DelimitedScanner(dialect, WIDTH, less === undefined ? {} : { less });
    for (const line of content.split(/(?<=\n)/)) scanner.push(Buffer.from(line));
    return scanner.finish().columns;
  };
  const [all, less] = [scan(), scan({ lengthsOnly, timesOnly, ignored })];
  const { values, minLength, maxLength, maxScale, lateSign } = all[1] ?? {};
  expect(less[0]).toMatchObject({ values, minLength, maxLength });
  expect(less[1]).toMatchObject({ values, minLength, maxLength, maxScale, lateSign });
  expect(less[2]).toEqual(all[2]);
  expect(less[3]?.values).toBe(0);
});

it("sums exactly beyond what floating point holds", () => {
  const rows = 20_000;
  const value = "999999999999999";
  const long = "12345678901234567890.5";
  const content = `a,b,c,d\n${`${value},-${value},0.1,${long}\n`.repeat(rows)}`;
  const sum = String(BigInt(value) * BigInt(rows));
  expect(scanned(content, false).sums).toEqual([
    sum,
    `-${sum}`,
    "2000",
    String((BigInt("123456789012345678905") * BigInt(rows)) / 10n),
  ]);
});
