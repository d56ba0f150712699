import type { CubeQuery } from "../asking.js";
import { shown, type Faults } from "./faults.js";
import { didYouMean } from "./nearest-names.js";

const FORMATS = ["default", "compact", "columnar"] as const;

/** A whole number from nothing to `most`. */
export function checkNumber(
  faults: Faults,
  place: string,
  raw: unknown,
  most: number,
): number | undefined {
  if (typeof raw === "number" && Number.isInteger(raw) && raw >= 0 && raw <= most) return raw;
  faults.add(place, `expected a whole number from 0 to ${String(most)}, not ${shown(raw)}.`);
  return undefined;
}

export function checkFlag(faults: Faults, place: string, raw: unknown): boolean | undefined {
  if (typeof raw === "boolean") return raw;
  faults.add(place, `expected true or false, not ${shown(raw)}.`);
  return undefined;
}

export function checkResponseFormat(
  faults: Faults,
  place: string,
  raw: unknown,
): CubeQuery["responseFormat"] {
  const format = FORMATS.find((known) => known === raw);
  if (format === undefined) {
    faults.add(place, `expected ${FORMATS.join(", ")}, not ${shown(raw)}.`);
  }
  return format;
}

/** A name of the IANA database; offsets such as "+08:00" are none. */
export function checkTimezone(faults: Faults, place: string, raw: unknown): string | undefined {
  if (typeof raw === "string" && /^[A-Za-z]/.test(raw) && isZone(raw)) return raw;
  const near =
    typeof raw === "string" ? didYouMean(raw, ["UTC", ...Intl.supportedValuesOf("timeZone")]) : "";
  faults.add(place, `there is no time zone ${shown(raw)}.${near}`);
  return undefined;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
