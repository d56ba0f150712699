import { describe, expect, it } from "vitest";
import { decimalText, fromCents, shareOf } from "../../samples/demo/money.js";

describe("money of the demo", () => {
  it("writes four decimals exactly", () => {
    expect([0, 1, 123_400, -5, 10_000].map(decimalText)).toEqual([
      "0.0000",
      "0.0001",
      "12.3400",
      "-0.0005",
      "1.0000",
    ]);
  });

  it("rounds a share half up to a whole cent", () => {
    expect(shareOf(fromCents(1000), 50)).toBe(fromCents(50));
    expect(shareOf(fromCents(10), 50)).toBe(fromCents(1));
    expect(shareOf(fromCents(9), 50)).toBe(fromCents(0));
  });
});
