import type { JinjaObject, JinjaValue } from "../../jinja/value.js";
import { namedObject } from "../named-object.js";
import { PyDateTime } from "./date-time.js";

const MINUTE = 60_000;

/** Minutes east of UTC that clocks of a zone show at a moment. */
function offsetAt(zone: string, moment: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(moment));
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return Math.round((wall - Math.floor(moment / 1000) * 1000) / MINUTE);
}

/** A time zone as `modules.pytz` gives it. */
class TimeZone implements JinjaObject {
  readonly name: string;

  /** Throws where there is no such zone. */
  constructor(name: string) {
    try {
      if (name !== "UTC") new Intl.DateTimeFormat("en-US", { timeZone: name });
    } catch {
      throw new Error(`unknown time zone '${name}'`);
    }
    this.name = name;
  }

  /** Minutes east of UTC at a moment (milliseconds of UTC). */
  offset(moment: number): number {
    return this.name === "UTC" ? 0 : offsetAt(this.name, moment);
  }

  /** The moment at which clocks of the zone show `wall`. */
  momentOf(wall: number): number {
    const first = wall - this.offset(wall) * MINUTE;
    return wall - this.offset(first) * MINUTE;
  }

  equals(other: JinjaValue): boolean {
    return other instanceof TimeZone && other.name === this.name;
  }

  getAttribute(name: string): JinjaValue | undefined {
    if (name === "zone") return this.name;
    if (name !== "localize") return undefined;
    return ([value]) => {
      if (!(value instanceof PyDateTime)) throw new Error("localize() needs a datetime");
      return value.inZone(this);
    };
  }

  toString(): string {
    return this.name;
  }
}

export const UTC = new TimeZone("UTC");

/** `modules.pytz`. */
export const PYTZ: JinjaObject = namedObject("pytz", {
  utc: UTC,
  UTC,
  timezone: ([name]) => new TimeZone(typeof name === "string" ? name : ""),
});
