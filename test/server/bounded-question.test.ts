import { describe, expect, it } from "vitest";
import { boundedQuestion } from "../../server/bounded-question.js";

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe("a question for the log", () => {
  it("is as it came", () => {
    const question = {
      measures: ["sales.net_revenue"],
      filters: [
        { or: [{ member: "sales.quantity", operator: "gt", values: ["1", null, 2, true] }] },
      ],
    };
    expect(boundedQuestion(question)).toEqual(question);
    expect(boundedQuestion(undefined)).toBe(undefined);
  });

  it.each<[string, unknown]>([
    ["deep", nested(50_000)],
    ["long", { values: Array.from({ length: 1_000_000 }, () => "x") }],
    ["of long texts", Array.from({ length: 100 }, () => "x".repeat(100_000))],
    ["of many keys", Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [key, key]))],
  ])("is cut where it is %s", (_what, question) => {
    const text = JSON.stringify(boundedQuestion(question));
    expect(text.length).toBeLessThan(100_000);
    expect(text).toContain("…");
  });
});
