import { describe, expect, it } from "vitest";
import { dayNumber } from "../../samples/demo/calendar.js";
import {
  afterWorkingMinutes,
  isBusinessDay,
  workingMinutesBetween,
} from "../../samples/demo/service/business-hours.js";
import { breachesOf } from "../../samples/demo/service/sla.js";

/** Local minute of "2025-03-07 17:30". */
const minute = (text: string): number => {
  const [date = "", time = ""] = text.split(" ");
  const [hour = 0, past = 0] = time.split(":").map(Number);
  return dayNumber(date) * 1440 + hour * 60 + past;
};

describe("the clock of business hours", () => {
  it("counts from nine to six", () => {
    expect(workingMinutesBetween(minute("2025-03-04 08:00"), minute("2025-03-04 09:30"))).toBe(30);
    expect(workingMinutesBetween(minute("2025-03-04 00:00"), minute("2025-03-05 00:00"))).toBe(540);
  });

  it("stands still over a weekend", () => {
    expect(workingMinutesBetween(minute("2025-03-07 17:30"), minute("2025-03-10 09:30"))).toBe(60);
  });

  it("stands still from the eve of lunar new year for seven days, and on fixed holidays", () => {
    const january = [27, 28, 29, 30, 31].map((day) => dayNumber(`2025-01-${String(day)}`));
    expect(january.map(isBusinessDay)).toEqual([true, false, false, false, false]);
    expect(isBusinessDay(dayNumber("2025-02-03"))).toBe(false);
    expect(isBusinessDay(dayNumber("2025-02-04"))).toBe(true);
    const fixed = ["2025-01-01", "2025-05-01", "2025-10-01", "2025-10-02", "2025-10-03"];
    expect(fixed.map((day) => isBusinessDay(dayNumber(day)))).toEqual(fixed.map(() => false));
  });

  it("finds the minute at which working time has passed", () => {
    const friday = minute("2025-03-07 17:30");
    expect(afterWorkingMinutes(friday, 30)).toBe(minute("2025-03-07 18:00"));
    expect(afterWorkingMinutes(friday, 31)).toBe(minute("2025-03-10 09:01"));
    expect(afterWorkingMinutes(minute("2025-03-08 12:00"), 540)).toBe(minute("2025-03-10 18:00"));
    expect(workingMinutesBetween(friday, afterWorkingMinutes(friday, 2000))).toBe(2000);
  });
});

describe("the service promises", () => {
  const opened = { openedMinute: minute("2025-03-07 17:30"), priority: "High" } as const;

  it("are kept to the very minute", () => {
    const answered = { firstResponseMinute: minute("2025-03-10 09:30") };
    const resolved = { resolvedMinute: minute("2025-03-10 16:30") };
    const now = minute("2025-03-31 00:00");
    expect(breachesOf({ ...opened, ...answered, ...resolved }, now)).toEqual({
      firstResponse: false,
      resolution: false,
    });
  });

  it("are broken a minute later, and by waiting", () => {
    const answered = { firstResponseMinute: minute("2025-03-10 09:31") };
    expect(breachesOf({ ...opened, ...answered }, minute("2025-03-10 16:30"))).toEqual({
      firstResponse: true,
      resolution: false,
    });
    expect(breachesOf({ ...opened, ...answered }, minute("2025-03-10 16:31")).resolution).toBe(
      true,
    );
  });

  it("are longer for lower priorities", () => {
    const now = minute("2025-03-12 17:30");
    expect(breachesOf({ ...opened, priority: "Medium" }, now).resolution).toBe(true);
    expect(breachesOf({ ...opened, priority: "Low" }, now).resolution).toBe(false);
  });
});
