import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import type { Dict } from "../plain.js";

/** Values as environment variables hold them. */
export function textValues(values: Dict): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}

/** Macros called by these names give the value, whatever the arguments. dbt's own are known by two names. */
export function macroOverrides(macros: Dict): Map<string, JinjaValue> {
  const overrides = new Map<string, JinjaValue>();
  for (const [name, value] of Object.entries(macros)) {
    const given = fromPlain(value);
    const call = (): JinjaValue => given;
    overrides.set(name, call);
    if (name.startsWith("dbt.")) overrides.set(name.slice("dbt.".length), call);
    else if (!name.includes(".")) overrides.set(`dbt.${name}`, call);
  }
  return overrides;
}
