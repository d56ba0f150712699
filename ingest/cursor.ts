import { GranaryError } from "../warehouse/errors.js";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:([ T])(\d{2}:\d{2}:\d{2})(.*))?$/s;

/**
 * Where an increment begins: the last cursor value less the lag. Only dates and timestamps have a lag; what follows
 * the seconds (fraction, zone) stays as it is.
 *
 * @param where the setting, for messages
 * @throws GranaryError CONFIG_INVALID
 */
export function lagged(where: string, last: string, lag: string | undefined): string {
  if (lag === undefined) return last;
  const duration = /^(\d+)\s*([smhdw])$/.exec(lag);
  const instant = INSTANT.exec(last);
  const seconds = Number(duration?.[1]) * (SECONDS[duration?.[2] ?? ""] ?? Number.NaN);
  const [, day = "", separator, time = "00:00:00", rest = ""] = instant ?? [];
  const start = Date.parse(`${day}T${time}Z`) - seconds * 1000;
  if (Number.isNaN(start)) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `${where}.lag: ${lag} cannot be subtracted from the cursor's value ${last}.`,
      hint: "A lag needs a cursor column of dates or timestamps; remove lag: or choose such a column.",
    });
  }
  const text = new Date(start).toISOString();
  if (separator === undefined) return text.slice(0, 10);
  return `${text.slice(0, 10)}${separator}${text.slice(11, 19)}${rest}`;
}
