import { describe, expect, it } from "vitest";
import { pivotQuery, resultData, type ResultFacts } from "../../cube/final-result.js";

const columns = (members: string[], ...values: (string | null)[][]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ members, columns: values }));

const facts = (changes: Partial<ResultFacts> = {}): ResultFacts => ({
  aliasToMemberNameMap: { day: "s.date.day", net: "s.net" },
  annotation: { "s.date.day": { type: "time" }, "s.net": { type: "number" } },
  query: {
    measures: ["s.net"],
    timeDimensions: [
      { dimension: "s.date", granularity: "day", dateRange: ["2013-01-01", "2013-01-31"] },
    ],
  },
  queryType: "regularQuery",
  ...changes,
});

const two = columns(["day", "net"], ["2013-01-01", "2013-01-02T00:00:00.000"], ["1.5000", null]);

describe("final results", () => {
  it("name columns by member and give times in one form", () => {
    expect(resultData(facts(), two)).toEqual([
      {
        "s.date.day": "2013-01-01T00:00:00.000",
        "s.net": "1.5000",
        "s.date": "2013-01-01T00:00:00.000",
      },
      {
        "s.date.day": "2013-01-02T00:00:00.000",
        "s.net": null,
        "s.date": "2013-01-02T00:00:00.000",
      },
    ]);
  });

  it.each([
    ["2013-01-01 10:11:12", "2013-01-01T10:11:12.000"],
    ["2013-01-01T10:11:12.5", "2013-01-01T10:11:12.500"],
    ["2013-01-01T10:11:12.123456Z", "2013-01-01T10:11:12.123"],
    ["not a time", "not a time"],
  ])("read the time %s", (given, expected) => {
    const [row] = resultData(facts(), columns(["day", "net"], [given], ["1"])) as Record<
      string,
      unknown
    >[];
    expect(row?.["s.date.day"]).toBe(expected);
  });

  it("leave the plain time dimension alone when the query asks for it too", () => {
    const asked = facts({
      aliasToMemberNameMap: { day: "s.date.month", raw: "s.date" },
      annotation: { "s.date.month": { type: "time" }, "s.date": { type: "time" } },
      query: {
        dimensions: ["s.date"],
        timeDimensions: [{ dimension: "s.date", granularity: "month" }],
      },
    });
    expect(resultData(asked, columns(["day", "raw"], ["2013-01-01"], ["2013-01-17"]))).toEqual([
      { "s.date.month": "2013-01-01T00:00:00.000", "s.date": "2013-01-17T00:00:00.000" },
    ]);
  });

  it("are lists in the compact format", () => {
    expect(resultData(facts({ resType: "compact" }), two)).toEqual({
      members: ["s.date.day", "s.net", "s.date"],
      dataset: [
        ["2013-01-01T00:00:00.000", "1.5000", "2013-01-01T00:00:00.000"],
        ["2013-01-02T00:00:00.000", null, "2013-01-02T00:00:00.000"],
      ],
    });
  });

  it("name the period when periods are compared", () => {
    const rows = resultData(facts({ queryType: "compareDateRangeQuery" }), two);
    expect(rows).toMatchObject([
      { compareDateRange: "2013-01-01 - 2013-01-31" },
      { compareDateRange: "2013-01-01 - 2013-01-31" },
    ]);
    expect(pivotQuery("compareDateRangeQuery", [{ dimensions: ["s.x"] }])).toEqual({
      dimensions: ["compareDateRange", "s.x"],
      queryType: "compareDateRangeQuery",
    });
  });

  it("share a time when views are blended", () => {
    expect(resultData(facts({ queryType: "blendingQuery" }), two)).toMatchObject([
      { "time.day": "2013-01-01T00:00:00.000" },
      { "time.day": "2013-01-02T00:00:00.000" },
    ]);
    expect(
      pivotQuery("blendingQuery", [
        { measures: ["a.x"], timeDimensions: [{ dimension: "a.d", granularity: "day" }] },
        { measures: ["b.y", "a.x"] },
      ]),
    ).toEqual({
      measures: ["a.x", "b.y"],
      dimensions: [],
      timeDimensions: [{ dimension: "time", granularity: "day" }],
      queryType: "blendingQuery",
    });
  });

  it("refuse a member that is not public, and name it", () => {
    expect(() => resultData(facts({ annotation: { "s.date.day": {} } }), two)).toThrow("'s.net'");
  });

  it("are empty without rows", () => {
    expect(resultData(facts(), columns([]))).toEqual([]);
  });
});
