import { expect, it } from "vitest";
import type { DelimitedScan } from "../../ingest/delimited-facts.js";
import { DelimitedScanner } from "../../ingest/delimited-scanner.js";

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
