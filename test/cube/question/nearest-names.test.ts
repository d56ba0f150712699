import { describe, expect, it } from "vitest";
import { didYouMean, nearestNames } from "../../../cube/question/nearest-names.js";

const names = [
  "net_revenue",
  "gross_revenue",
  "margin",
  "margin_rate",
  "order_count",
  "country_name",
];

describe("nearest names", () => {
  it.each([
    ["net_revenu", "net_revenue"],
    ["revenue", "net_revenue"],
    ["amrgin", "margin"],
    ["Margin_Rate", "margin_rate"],
    ["count_orders", "order_count"],
    ["country", "country_name"],
  ])("of %s begin with %s", (name, nearest) => {
    expect(nearestNames(name, names)[0]).toBe(nearest);
  });

  it("read as a question", () => {
    expect(didYouMean("margn", ["margin"])).toBe(" Did you mean margin?");
    expect(didYouMean("margn", names)).toMatch(/^ Did you mean margin, \w+ or \w+\?$/);
    expect(didYouMean("margn", [])).toBe("");
  });

  it("of a very long text are found at once", () => {
    const started = performance.now();
    expect(nearestNames("x".repeat(10_000_000), names)).toHaveLength(3);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
