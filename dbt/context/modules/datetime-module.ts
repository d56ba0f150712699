import { str } from "../../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "../../jinja/value.js";
import { numberOf, isNumeric } from "../../jinja/numbers.js";
import { namedObject } from "../named-object.js";
import { PyDateTime, PyTimeDelta, type Zone, integer } from "./date-time.js";
import { UTC } from "./time-zone.js";

const NAMES = ["year", "month", "day", "hour", "minute", "second", "microsecond"];

function zoneOf(value: JinjaValue | undefined): Zone | null {
  return value === undefined || value === null ? null : (value as unknown as Zone);
}

/** A class: callable, with functions of its own. */
function callable(
  name: string,
  call: JinjaFunction,
  members: Record<string, JinjaValue>,
): JinjaObject {
  return { ...namedObject(name, members), call };
}

function partsOf(
  args: readonly JinjaValue[],
  kwargs: Readonly<Record<string, JinjaValue>>,
): number[] {
  return NAMES.map((name, index) => integer(args[index] ?? kwargs[name], index < 3 ? 1 : 0));
}

function parseIso(text: string, dateOnly: boolean): PyDateTime {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    );
  if (match === null) throw new Error(`Invalid isoformat string: '${text}'`);
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month, day, hour ?? 0, minute ?? 0, second ?? 0].map(Number);
  const micro = Number((fraction ?? "0").padEnd(6, "0"));
  const inUtc = zone === "Z" || zone === "+00:00" ? UTC : null;
  return PyDateTime.of([...parts, micro], inUtc, dateOnly);
}

const UNITS: Readonly<Record<string, number>> = {
  days: 86_400e6,
  seconds: 1e6,
  microseconds: 1,
  milliseconds: 1e3,
  minutes: 60e6,
  hours: 3_600e6,
  weeks: 604_800e6,
};

const timedelta: JinjaFunction = (args, kwargs) => {
  let total = 0;
  for (const [index, unit] of Object.keys(UNITS).entries()) {
    const value = args[index] ?? kwargs[unit];
    if (value !== undefined && isNumeric(value)) total += numberOf(value) * (UNITS[unit] ?? 0);
  }
  return new PyTimeDelta(Math.round(total));
};

const datetime = callable(
  "datetime",
  (args, kwargs) => PyDateTime.of(partsOf(args, kwargs), zoneOf(args[7] ?? kwargs["tzinfo"])),
  {
    now: (args, kwargs) => PyDateTime.at(Date.now(), zoneOf(args[0] ?? kwargs["tz"])),
    utcnow: () => PyDateTime.at(Date.now(), null),
    today: () => PyDateTime.at(Date.now(), null),
    strptime: ([text, format]) => PyDateTime.parse(str(text ?? ""), str(format ?? "")),
    fromisoformat: ([text]) => parseIso(str(text ?? ""), false),
    fromtimestamp: ([seconds], kwargs) =>
      PyDateTime.at(
        (isNumeric(seconds ?? 0) ? numberOf((seconds ?? 0) as number) : 0) * 1000,
        zoneOf(kwargs["tz"]),
      ),
    combine: ([date, time]) => {
      if (!(date instanceof PyDateTime)) throw new Error("combine() needs a date");
      const clock = time instanceof PyDateTime ? time.parts.slice(3) : [0, 0, 0, 0];
      return PyDateTime.of([...date.parts.slice(0, 3), ...clock]);
    },
  },
);

const date = callable(
  "date",
  (args, kwargs) => PyDateTime.of(partsOf(args, kwargs).slice(0, 3), null, true),
  {
    today: () => PyDateTime.of(PyDateTime.at(Date.now(), null).parts.slice(0, 3), null, true),
    fromisoformat: ([text]) => parseIso(str(text ?? ""), true),
  },
);

/** `modules.datetime`. */
export const DATETIME: JinjaObject = namedObject("datetime", {
  datetime,
  date,
  timedelta,
  timezone: namedObject("timezone", { utc: UTC }),
  time: (args, kwargs) =>
    PyDateTime.of([
      1970,
      1,
      1,
      ...["hour", "minute", "second", "microsecond"].map((n, i) => integer(args[i] ?? kwargs[n])),
    ]),
});
