import { describe, expect, it } from "vitest";
import { monthIndex, monthStride, niceScale } from "../../dashboards/tiles/chart-scale.js";

describe("an axis", () => {
  it("covers the values with round steps", () => {
    expect(niceScale([1_867_000, 5_190_000])).toEqual({
      low: 0,
      high: 6_000_000,
      ticks: [0, 2_000_000, 4_000_000, 6_000_000],
    });
  });

  it("goes below zero for losses", () => {
    const { low, high, ticks } = niceScale([-30, 80]);
    expect([low, high]).toEqual([-50, 100]);
    expect(ticks).toContain(0);
  });

  it("stands without values", () => {
    expect(niceScale([])).toEqual({ low: 0, high: 1, ticks: [0] });
    expect(niceScale([0, 0]).high).toBe(1);
  });
});

describe("month labels", () => {
  it("thin out to what fits, and every January stays while there are months at all", () => {
    expect(monthStride(12, 800, 40)).toBe(1);
    expect(monthStride(13, 300, 40)).toBe(2);
    expect(monthStride(240, 400, 40)).toBe(24);
    for (const stride of [1, 2, 3, 4, 6, 12]) expect(monthIndex("2013-01") % stride).toBe(0);
  });
});
