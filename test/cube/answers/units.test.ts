import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { AnswerCache, type StoredAnswer } from "../../../cube/answers/answer-cache.js";
import { AbandonedError, Flights } from "../../../cube/answers/flights.js";
import { dayIn, movingDates } from "../../../cube/answers/moving-dates.js";
import { Turns } from "../../../cube/answers/turns.js";
import { firstDifference } from "../../../cube/rollups/same-answer.js";

const never = new AbortController().signal;

const answer = (version: number, bytes = 10): StoredAnswer => ({
  body: Buffer.alloc(bytes),
  etag: '"e"',
  version,
  rows: 1,
  source: "engine",
  rollups: [],
});

describe("kept answers", () => {
  it("give way, the least recently used first, and the largest are not kept at all", () => {
    const cache = new AnswerCache(8_000);
    cache.set("a", answer(1, 900));
    cache.set("b", answer(1, 900));
    cache.set("c", answer(1, 900));
    cache.get("a");
    cache.set("d", answer(1, 900));
    cache.set("e", answer(1, 900));
    expect(["a", "b", "c", "d", "e"].filter((key) => cache.get(key))).toEqual(["a", "c", "d", "e"]);
    cache.set("huge", answer(1, 5_000));
    expect(cache.get("huge")).toBeUndefined();
  });

  it("go with their version", () => {
    const cache = new AnswerCache(10_000);
    cache.set("a", answer(1));
    cache.set("b", answer(2));
    cache.dropVersion(1);
    expect([cache.get("a"), cache.get("b")?.version, [...cache.versions]]).toEqual([
      undefined,
      2,
      [2],
    ]);
  });
});

describe("equal questions at the same time", () => {
  it("are worked on once", async () => {
    const flights = new Flights<number>();
    let started = 0;
    const start = async (): Promise<number> => {
      started += 1;
      await sleep(5);
      return 7;
    };
    const joined = [1, 2, 3].map(() => flights.join("k", never, start));
    expect(await Promise.all(joined)).toEqual([7, 7, 7]);
    expect({ started, left: flights.size }).toEqual({ started: 1, left: 0 });
  });

  it("are worked on while one of them waits, and stopped when the last has gone", async () => {
    const flights = new Flights<number>();
    let stopped = false;
    const start = (signal: AbortSignal): Promise<number> =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          stopped = true;
          reject(signal.reason as Error);
        });
      });
    const [first, second] = [new AbortController(), new AbortController()];
    const waits = [first, second].map(({ signal }) => flights.join("k", signal, start));
    const ends = waits.map((wait) => expect(wait).rejects.toThrow(AbandonedError));
    first.abort();
    expect(stopped).toBe(false);
    second.abort();
    expect(stopped).toBe(true);
    await Promise.all(ends);
  });

  it("all hear of a failure, and the next begins anew", async () => {
    const flights = new Flights<number>();
    const failing = [1, 2].map(() =>
      flights.join("k", never, () => Promise.reject(new Error("no"))),
    );
    for (const one of failing) await expect(one).rejects.toThrow("no");
    expect(await flights.join("k", never, () => Promise.resolve(1))).toBe(1);
  });
});

describe("turns", () => {
  it("let so many run at a time, and one alone when it must be", async () => {
    const turns = new Turns(2);
    let running = 0;
    const seen: string[] = [];
    const task = (name: string) => async (): Promise<void> => {
      running += 1;
      seen.push(`${name}${String(running)}`);
      await sleep(5);
      running -= 1;
    };
    await Promise.all([
      turns.run(task("a"), { signal: never }),
      turns.run(task("b"), { signal: never }),
      turns.run(task("alone"), { signal: never, alone: true }),
      turns.run(task("c"), { signal: never }),
    ]);
    expect(seen).toEqual(["a1", "b2", "alone1", "c1"]);
  });

  it("pass over who has gone", async () => {
    const turns = new Turns(1);
    const gone = new AbortController();
    const first = turns.run(() => sleep(10), { signal: never });
    const second = turns.run(() => Promise.resolve("ran"), { signal: gone.signal });
    const third = turns.run(() => Promise.resolve("ran"), { signal: never });
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    await first;
    expect(await third).toBe("ran");
  });
});

describe("dates of a question", () => {
  const range = (dateRange: string | string[], timezone?: string): object => ({
    timeDimensions: [{ dimension: "v.d", dateRange }],
    ...(timezone ? { timezone } : {}),
  });

  it.each([
    [range(["2023-01-01", "2023-02-01"]), { kind: "fixed" }],
    [range("2023-01-01"), { kind: "fixed" }],
    [{ measures: ["v.m"] }, { kind: "fixed" }],
    [range("last month", "Asia/Shanghai"), { kind: "day", timezone: "Asia/Shanghai" }],
    [range("from 3 hours ago to now"), { kind: "moment" }],
    [
      { filters: [{ or: [{ member: "v.d", operator: "afterDate", values: ["yesterday"] }] }] },
      { kind: "day", timezone: "UTC" },
    ],
    [{ filters: [{ member: "v.name", operator: "equals", values: ["today"] }] }, { kind: "fixed" }],
    [{ compare: { to: { dateRange: "last year" } } }, { kind: "day", timezone: "UTC" }],
  ])("of %j are %j", (query, moving) => {
    expect(movingDates(query)).toEqual(moving);
  });

  it("change with the day of their time zone", () => {
    const evening = new Date("2024-05-01T20:00:00Z");
    expect([dayIn("UTC", evening), dayIn("Asia/Shanghai", evening)]).toEqual([
      "2024-05-01",
      "2024-05-02",
    ]);
  });
});

describe("two answers to one question", () => {
  const table = (...rows: (string | null)[][]): Parameters<typeof firstDifference>[0] => ({
    names: ["name", "figure"],
    columns: [rows.map(([name]) => name ?? null), rows.map(([, figure]) => figure ?? null)],
    rowCount: rows.length,
    approximate: [false, false],
  });

  it("are the same in any order, and differ in one digit", () => {
    const one = table(["a", "1.00"], ["b", "2.00"]);
    expect(firstDifference(one, table(["b", "2.00"], ["a", "1.00"]), Infinity)).toBeNull();
    expect(firstDifference(one, table(["a", "1.00"], ["b", "2.01"]), Infinity)).toBe(
      'figure: "2.00" in place of "2.01"',
    );
    expect(firstDifference(one, table(["a", "1.00"]), Infinity)).toBe("2 rows in place of 1");
    expect(firstDifference(one, table(["a", null], ["b", "2.00"]), Infinity)).toContain("null");
  });

  it("may differ by what floating-point sums do", () => {
    const inexact = { approximate: [false, true] };
    const [one, two] = [table(["a", "0.30000000000000004"]), table(["a", "0.3"])];
    expect(firstDifference(one, { ...two, ...inexact }, Infinity)).toBeNull();
    expect(firstDifference(one, two, Infinity)).not.toBeNull();
  });
});
