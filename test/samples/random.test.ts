import { describe, expect, it } from "vitest";
import { createRandom } from "../../samples/demo/random.js";

const draws = (seed: number, stream: string): number[] => {
  const random = createRandom(seed, stream);
  return Array.from({ length: 5 }, () => random.below(1000));
};

describe("random numbers of the demo", () => {
  it("repeat for the same seed and stream", () => {
    expect(draws(42, "order")).toEqual(draws(42, "order"));
  });

  it("differ by seed and by stream", () => {
    expect(draws(43, "order")).not.toEqual(draws(42, "order"));
    expect(draws(42, "account")).not.toEqual(draws(42, "order"));
  });

  it("stay within their bounds and reach both ends", () => {
    const random = createRandom(1, "bounds");
    const seen = new Set(Array.from({ length: 500 }, () => random.between(3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });

  it("follow weights", () => {
    const random = createRandom(1, "weights");
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 4000; draw += 1) {
      const index = random.weighted([0, 1, 3]);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts[0]).toBe(0);
    expect((counts[2] ?? 0) / (counts[1] ?? 1)).toBeCloseTo(3, 0);
  });
});
