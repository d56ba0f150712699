import type { JinjaObject, JinjaValue } from "../jinja/value.js";

/** An object of functions and values by name. */
export function namedObject(
  name: string,
  members: Readonly<Record<string, JinjaValue>>,
): JinjaObject {
  return {
    getAttribute: (key) => (Object.hasOwn(members, key) ? members[key] : undefined),
    toString: () => name,
  };
}
