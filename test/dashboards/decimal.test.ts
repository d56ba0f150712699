import { describe, expect, it } from "vitest";
import {
  difference,
  growth,
  quotient,
  sameDecimal,
  signOf,
} from "../../dashboards/format/decimal.js";

describe("decimals", () => {
  it("compare by value, not by their zeros", () => {
    expect(sameDecimal("109809274.20", "109809274.2000")).toBe(true);
    expect(sameDecimal("0.1", "0.10000000000000000001")).toBe(false);
    expect(sameDecimal("-0", "0.000")).toBe(true);
    expect(sameDecimal("1.5e3", "1500")).toBe(true);
    expect(sameDecimal(null, null)).toBe(true);
    expect(sameDecimal(null, "0")).toBe(false);
  });

  it("divide exactly and round half away from zero", () => {
    expect(quotient("9007199254740993.00", "1", 2)).toBe("9007199254740993.00");
    expect(quotient("1", "8", 2)).toBe("0.13");
    expect(quotient("-1", "8", 2)).toBe("-0.13");
    expect(quotient("2", "3", 4)).toBe("0.6667");
    expect(quotient("2", "3", 0)).toBe("1");
  });

  it("have no quotient by zero or of nothing", () => {
    expect(quotient("5", "0.00", 2)).toBeNull();
    expect(quotient(null, "2", 2)).toBeNull();
    expect(quotient("2", null, 2)).toBeNull();
  });

  it("subtract exactly", () => {
    expect(difference("0.3", "0.1")).toBe("0.2");
    expect(difference("1", "1.0001")).toBe("-0.0001");
  });

  it("know their sign", () => {
    expect(["-0.01", "0.00", "3"].map(signOf)).toEqual([-1, 0, 1]);
  });

  it("refuse what is no number", () => {
    expect(() => sameDecimal("NaN", "1")).toThrow("not a number: NaN");
    expect(() => sameDecimal("", "1")).toThrow("not a number");
  });
});

describe("growth", () => {
  it("is a part of the size of what was before", () => {
    expect(growth("125", "100")).toBe("0.250000");
    expect(growth("75", "100")).toBe("-0.250000");
    expect(growth("50", "-100")).toBe("1.500000");
  });

  it("does not exist where there was nothing before", () => {
    expect(growth("125", "0")).toBeNull();
    expect(growth("125", null)).toBeNull();
    expect(growth(null, "100")).toBeNull();
  });
});
