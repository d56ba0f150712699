import { describe, expect, it } from "vitest";
import { createFormats } from "../../dashboards/format/formats.js";
import { initialLanguage } from "../../dashboards/language/language.js";

const en = createFormats("en", "USD", "UTC");
const zh = createFormats("zh", "CNY", "Asia/Shanghai");

describe("figures", () => {
  it("keep every digit of amounts that no float can hold", () => {
    expect(en.figure("90071992547409931234.5678", "money")).toBe("$90,071,992,547,409,931,234.57");
  });

  it("are written in the reader's language and the warehouse's currency", () => {
    expect(en.figure("109809274.2000", "money")).toBe("$109,809,274.20");
    expect(en.figure("31455", "count")).toBe("31,455");
    expect(en.figure("0.1234", "percent")).toBe("12.3%");
    expect(zh.figure("109809274.2000", "money")).toBe("¥109,809,274.20");
  });

  it("are a dash where there is none, never NaN", () => {
    for (const format of ["money", "count", "percent"] as const) {
      expect(en.figure(null, format)).toBe("—");
    }
    expect(en.cell(null, "date")).toBe("—");
  });

  it("carry their sign as a change", () => {
    expect(en.change("0.25")).toBe("+25.0%");
    expect(en.change("-0.0001")).toBe("0.0%");
    expect(en.signed("-12.5", "money")).toBe("-$12.50");
  });
});

describe("dates", () => {
  it("are the day the engine says, wherever the reader is", () => {
    expect(en.cell("2014-01-28T00:00:00.000", "date")).toBe("Jan 28, 2014");
    expect(en.month("2013-12")).toBe("Dec 2013");
    expect(zh.month("2013-12")).toBe("2013年12月");
  });

  it("show instants in the reporting time zone", () => {
    expect(zh.instant("2014-01-28T20:00:00Z")).toContain("2014年1月29日");
    expect(en.instant("2014-01-28T20:00:00Z")).toMatch(/^Jan 28, 2014, 8:00\sPM$/);
  });
});

describe("the language to begin with", () => {
  it("is the address's, then the reader's, then a Chinese browser's, then the warehouse's", () => {
    expect(initialLanguage("?lang=en", "zh", ["zh-CN"], "zh")).toBe("en");
    expect(initialLanguage("", "en", ["zh-CN"], "zh")).toBe("en");
    expect(initialLanguage("", null, ["zh-TW", "en"], "en")).toBe("zh");
    expect(initialLanguage("?lang=fr", "fr", ["de-DE"], "zh")).toBe("zh");
    expect(initialLanguage("", null, [], "en")).toBe("en");
  });
});
