import { describe, expect, it } from "vitest";
import { ResultCache } from "../../cube/result-cache.js";

const answer = (rows: number): object => ({
  time: 1,
  result: Array.from({ length: rows }, () => ({ a: "1", b: "2" })),
});

describe("the result cache", () => {
  it("gives back what it keeps", async () => {
    const cache = new ResultCache();
    await cache.set("k", answer(1), 60);
    expect(await cache.get("k")).toEqual(answer(1));
    expect(await cache.keysStartingWith("k")).toEqual(["k"]);
    await cache.remove("k");
    expect(await cache.get("k")).toBeUndefined();
  });

  it("forgets what has expired", async () => {
    const cache = new ResultCache();
    await cache.set("k", answer(1), -1);
    expect(await cache.get("k")).toBeUndefined();
  });

  it("drops what was not used for longest when it is full", async () => {
    const cache = new ResultCache(20);
    await cache.set("a", answer(2), 60);
    await cache.set("b", answer(2), 60);
    await cache.set("c", answer(2), 60);
    await cache.get("a");
    await cache.set("d", answer(2), 60);
    await cache.set("e", answer(2), 60);
    expect((await cache.keysStartingWith("")).sort()).toEqual(["a", "c", "d", "e"]);
  });

  it("keeps no answer that would push out most others", async () => {
    const cache = new ResultCache(20);
    await cache.set("small", answer(1), 60);
    await cache.set("large", answer(10), 60);
    expect(await cache.keysStartingWith("")).toEqual(["small"]);
  });
});
