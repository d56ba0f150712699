import { numberOf, isNumeric } from "../../jinja/numbers.js";
import { str } from "../../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "../../jinja/value.js";
import { formatTime, parseTime } from "./time-format.js";

/** A zone that clocks follow; what `date-time` needs of it. */
export interface Zone extends JinjaObject {
  readonly name: string;
  offset(moment: number): number;
  momentOf(wall: number): number;
}

const DAY = 86_400_000;

export function integer(value: JinjaValue | undefined, fallback = 0): number {
  if (value === undefined || value === null) return fallback;
  if (!isNumeric(value)) throw new Error(`a number is needed, not ${str(value)}`);
  return Math.trunc(numberOf(value));
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

/** `timedelta`: a span of time, in microseconds. */
export class PyTimeDelta implements JinjaObject {
  readonly microseconds: number;

  constructor(microseconds: number) {
    this.microseconds = microseconds;
  }

  getAttribute(name: string): JinjaValue | undefined {
    const days = Math.floor(this.microseconds / (DAY * 1000));
    const rest = this.microseconds - days * DAY * 1000;
    switch (name) {
      case "days":
        return days;
      case "seconds":
        return Math.floor(rest / 1_000_000);
      case "microseconds":
        return rest % 1_000_000;
      case "total_seconds":
        return () => this.microseconds / 1_000_000;
      default:
        return undefined;
    }
  }

  binary(operator: string, other: JinjaValue): JinjaValue | undefined {
    if (operator === "*" && isNumeric(other)) {
      return new PyTimeDelta(this.microseconds * numberOf(other));
    }
    if (!(other instanceof PyTimeDelta)) return undefined;
    if (operator === "+") return new PyTimeDelta(this.microseconds + other.microseconds);
    if (operator === "-") return new PyTimeDelta(this.microseconds - other.microseconds);
    return operator === "/" ? this.microseconds / other.microseconds : undefined;
  }

  compare(other: JinjaValue): number | undefined {
    return other instanceof PyTimeDelta ? this.microseconds - other.microseconds : undefined;
  }

  equals(other: JinjaValue): boolean {
    return other instanceof PyTimeDelta && other.microseconds === this.microseconds;
  }

  isTrue(): boolean {
    return this.microseconds !== 0;
  }

  repr(): string {
    const told = ["days", "seconds", "microseconds"].flatMap((name) => {
      const value = this.getAttribute(name);
      return value === 0 ? [] : [`${name}=${str(value ?? 0)}`];
    });
    return `datetime.timedelta(${told.join(", ") || "0"})`;
  }

  toString(): string {
    const days = Math.floor(this.microseconds / (DAY * 1000));
    const rest = this.microseconds - days * DAY * 1000;
    const seconds = Math.floor(rest / 1_000_000);
    const micro = rest % 1_000_000;
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const plural = Math.abs(days) === 1 ? "" : "s";
    return `${days === 0 ? "" : `${days} day${plural}, `}${clock}${micro === 0 ? "" : `.${pad(micro, 6)}`}`;
  }
}

/** `datetime` and `date`: what a clock shows, with or without the zone it follows. */
export class PyDateTime implements JinjaObject {
  /** Microseconds since 1970 as if the clock showed UTC. */
  readonly wall: number;
  readonly zone: Zone | null;
  readonly dateOnly: boolean;

  constructor(wall: number, zone: Zone | null = null, dateOnly = false) {
    this.wall = wall;
    this.zone = zone;
    this.dateOnly = dateOnly;
  }

  static of(parts: readonly number[], zone: Zone | null = null, dateOnly = false): PyDateTime {
    const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0] = parts;
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    const shown = new Date(wall);
    if (shown.getUTCMonth() !== month - 1 || shown.getUTCDate() !== day) {
      throw new Error(`day ${day} is out of range for month ${year}-${pad(month)}`);
    }
    return new PyDateTime(wall * 1000 + micro, zone, dateOnly);
  }

  /** What UTC shows at `moment` (milliseconds), told in `zone`. */
  static at(moment: number, zone: Zone | null): PyDateTime {
    const shift = zone === null ? 0 : zone.offset(moment) * 60_000;
    return new PyDateTime((moment + shift) * 1000, zone);
  }

  /** The same clock face, in another zone. */
  inZone(zone: Zone | null): PyDateTime {
    return new PyDateTime(this.wall, zone, this.dateOnly);
  }

  get date(): Date {
    return new Date(Math.floor(this.wall / 1000));
  }

  get micro(): number {
    return ((this.wall % 1_000_000) + 1_000_000) % 1_000_000;
  }

  /** Minutes east of UTC; null without a zone. */
  get offset(): number | null {
    return this.zone === null ? null : this.zone.offset(this.zone.momentOf(this.wall / 1000));
  }

  get moment(): number {
    return this.zone === null ? this.wall / 1000 : this.zone.momentOf(this.wall / 1000);
  }

  get parts(): number[] {
    const { date } = this;
    return [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      this.micro,
    ];
  }

  getAttribute(name: string): JinjaValue | undefined {
    const names = ["year", "month", "day", "hour", "minute", "second", "microsecond"];
    const index = names.indexOf(name);
    if (index >= 0 && (index < 3 || !this.dateOnly)) return this.parts[index];
    if (name === "tzinfo") return this.zone;
    return this.#methods()[name];
  }

  #methods(): Record<string, JinjaFunction> {
    const weekday = (this.date.getUTCDay() + 6) % 7;
    return {
      strftime: ([format]) => formatTime(str(format ?? ""), this),
      isoformat: ([separator]) => this.#iso(typeof separator === "string" ? separator : "T"),
      date: () => PyDateTime.of(this.parts.slice(0, 3), null, true),
      weekday: () => weekday,
      isoweekday: () => weekday + 1,
      timestamp: () => this.moment / 1000,
      astimezone: ([zone]) => PyDateTime.at(this.moment, zone as unknown as Zone),
      replace: (_args, kwargs) => this.#replaced(kwargs),
      utcoffset: () => (this.offset === null ? null : new PyTimeDelta(this.offset * 60_000_000)),
    };
  }

  #replaced(kwargs: Readonly<Record<string, JinjaValue>>): PyDateTime {
    const names = ["year", "month", "day", "hour", "minute", "second", "microsecond"];
    const parts = this.parts.map((part, index) => integer(kwargs[names[index] ?? ""], part));
    const zone = "tzinfo" in kwargs ? (kwargs["tzinfo"] as unknown as Zone | null) : this.zone;
    return PyDateTime.of(parts, zone, this.dateOnly);
  }

  #iso(separator: string): string {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micro = 0] = this.parts;
    const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
    if (this.dateOnly) return date;
    const fraction = micro === 0 ? "" : `.${pad(micro, 6)}`;
    return `${date}${separator}${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}${this.#zoneText()}`;
  }

  #zoneText(): string {
    const { offset } = this;
    if (offset === null) return "";
    const size = Math.abs(offset);
    return `${offset < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
  }

  binary(operator: string, other: JinjaValue, reversed: boolean): JinjaValue | undefined {
    if (other instanceof PyTimeDelta && (operator === "+" || (operator === "-" && !reversed))) {
      const shift = operator === "+" ? other.microseconds : -other.microseconds;
      const whole = this.dateOnly ? Math.trunc(shift / (DAY * 1000)) * DAY * 1000 : shift;
      return new PyDateTime(this.wall + whole, this.zone, this.dateOnly);
    }
    if (operator === "-" && other instanceof PyDateTime && !reversed) {
      return new PyTimeDelta((this.moment - other.moment) * 1000);
    }
    return undefined;
  }

  compare(other: JinjaValue): number | undefined {
    return other instanceof PyDateTime ? this.moment - other.moment : undefined;
  }

  equals(other: JinjaValue): boolean {
    return other instanceof PyDateTime && other.moment === this.moment;
  }

  isTrue(): boolean {
    return true;
  }

  toString(): string {
    return this.#iso(" ");
  }

  repr(): string {
    const { parts } = this;
    if (this.dateOnly) return `datetime.date(${parts.slice(0, 3).join(", ")})`;
    const shown = parts.length - parts.findLastIndex((part, index) => index < 5 || part !== 0) - 1;
    const told = parts.slice(0, parts.length - shown).map(String);
    if (this.zone !== null) told.push(`tzinfo=<${this.zone.name}>`);
    return `datetime.datetime(${told.join(", ")})`;
  }

  /** Reads a time by a `strptime` format. */
  static parse(text: string, format: string): PyDateTime {
    return PyDateTime.of(parseTime(text, format));
  }
}
