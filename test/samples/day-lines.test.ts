import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DayLines } from "../../samples/demo/output/day-lines.js";
import { temporaryDir } from "../temporary-dir.js";

const LINES = Array.from({ length: 500 }, (_, n) => ({
  line: `${String(n)},${"客户é".repeat(n % 7)}`,
  time: (n * 7919) % 61,
}));

function drained(lines: DayLines): { line: string; time: number }[] {
  const taken: { line: string; time: number }[] = [];
  lines.drain((bytes, time) => taken.push({ line: Buffer.from(bytes).toString(), time }));
  return taken;
}

describe("the lines of a day", () => {
  it.each([1 << 20, 4096, 10])("come back by time with %i bytes in memory", (mostInMemory) => {
    const path = join(temporaryDir(), "orders.day");
    const lines = new DayLines(path, mostInMemory);
    for (let day = 0; day < 2; day += 1) {
      for (const { line, time } of LINES) lines.add(line, time);
      expect(existsSync(path)).toBe(mostInMemory < 1 << 20);
      expect(drained(lines)).toEqual(
        LINES.toSorted((a, b) => a.time - b.time).map(({ line, time }) => ({
          line: `${line}\n`,
          time,
        })),
      );
      expect([lines.count, existsSync(path)]).toEqual([0, false]);
    }
  });

  it("are forgotten with their file", () => {
    const path = join(temporaryDir(), "orders.day");
    const lines = new DayLines(path, 10);
    lines.add("a line of more than ten bytes", 1);
    lines.add("another one", 2);
    expect(existsSync(path)).toBe(true);
    lines.forget();
    expect([drained(lines), existsSync(path)]).toEqual([[], false]);
  });
});
