import type { Member } from "../member-catalogue.js";
import type { Checking } from "./check-member.js";
import { checkDateRange, isAbsolute, noDate } from "./date-range.js";
import { shown } from "./faults.js";
import { comparesText, operandsOf, takesNull, type Operator } from "./filter-operators.js";
import { LIMITS } from "./known-keys.js";

interface Comparison {
  member: Member;
  operator: Operator;
  raw: readonly unknown[];
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/** The values as Cube takes them: text, or null for "is empty". Null in place of the list where one is wrong. */
export function checkFilterValues(
  checking: Checking,
  place: string,
  comparison: Comparison,
): (string | null)[] | null {
  const { member, operator, raw } = comparison;
  const operands = operandsOf(operator);
  if (operands === "none") return [];
  if (raw.length === 0 || (comparesText(operator) && raw.every((value) => value === null))) {
    checking.faults.add(place, `${operator} on ${member.name} needs a value.`);
    return null;
  }
  if (operands === "range") return checkRange(checking, place, comparison);
  if (operands === "one" && raw.length > 1) {
    checking.faults.add(
      place,
      `${operator} on ${member.name} takes one value, not ${String(raw.length)}.`,
    );
    return null;
  }
  const values = raw.map((value, index) =>
    checkValue(checking, `${place}[${String(index)}]`, comparison, value),
  );
  return values.includes(undefined) ? null : values.map((value) => value ?? null);
}

function checkRange(
  { faults, now }: Checking,
  place: string,
  { member, raw }: Comparison,
): string[] | null {
  const checked = checkDateRange(raw, now);
  if ("range" in checked) {
    return typeof checked.range === "string" ? [checked.range] : [...checked.range];
  }
  faults.add(place, `${member.name}: ${checked.fault}`);
  return null;
}

/** undefined where the value is wrong, after saying so. */
function checkValue(
  { faults, now }: Checking,
  place: string,
  { member, operator }: Comparison,
  value: unknown,
): string | null | undefined {
  if (value === null && takesNull(operator)) return null;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    faults.add(place, `expected text, a number, true or false, not ${shown(value)}.`);
    return undefined;
  }
  if (operandsOf(operator) === "one" && member.type === "time") {
    const checked = checkDateRange(value, now);
    if ("range" in checked && typeof checked.range === "string") return checked.range;
    faults.add(place, `${member.name}: ${noDate(value)}`);
    return undefined;
  }
  const fault = faultOf(member, value);
  if (fault === null) return String(value).trim() === "" ? String(value) : settled(member, value);
  faults.add(place, fault);
  return undefined;
}

function faultOf(member: Member, value: string | number | boolean): string | null {
  const text = String(value).trim();
  switch (member.type) {
    case "number":
      return NUMBER.test(text) && Number.isFinite(Number(text))
        ? null
        : `${member.name} is a number, and ${shown(value)} is none.`;
    case "time":
      return isAbsolute(value) ? null : `${member.name}: ${noDate(value)}`;
    case "boolean":
      return /^(true|false)$/i.test(text)
        ? null
        : `${member.name} is true or false, not ${shown(value)}.`;
    case "string":
    case "geo":
      return text.length <= LIMITS.filterTextLength
        ? null
        : `a text for ${member.name} is longer than ${String(LIMITS.filterTextLength)} signs.`;
  }
}

function settled(member: Member, value: string | number | boolean): string {
  if (member.type === "number") return String(value).trim();
  return member.type === "boolean" ? String(value).trim().toLowerCase() : String(value);
}
