import type { CheckedQuery } from "./checked-query.js";
import type { Checking } from "./check-member.js";
import { isObject, shown } from "./faults.js";
import { LIMITS } from "./known-keys.js";
import { didYouMean } from "./nearest-names.js";

type Direction = "asc" | "desc";

/** Names of columns that extensions add; `cube/extension` knows which there are. */
const ADDED = /^[\w.]{1,100}$/;

/** The order of a query: pairs in the order given, or an object as it came. Only what is asked for can be ordered by. */
export function checkOrder(
  { faults, suggest, members }: Checking,
  place: string,
  raw: unknown,
  query: CheckedQuery,
): [string, Direction][] | undefined {
  const pairs = pairsOf(raw);
  if (pairs === null) {
    faults.add(
      place,
      `expected pairs as [["view.member", "asc"]], or an object as {"view.member": "desc"}, not ${shown(raw)}.`,
    );
    return undefined;
  }
  if (pairs.length > LIMITS.members) {
    faults.add(place, `more than ${String(LIMITS.members)} members.`);
    return undefined;
  }
  const asked = askedFor(query);
  const adds = query.compare !== undefined || query.calculate !== undefined;
  const known = (name: string): boolean =>
    asked.has(name) || (adds && ADDED.test(name) && !members.members.has(name));
  const checked: [string, Direction][] = [];
  for (const [name, direction] of pairs) {
    if (direction !== "asc" && direction !== "desc") {
      faults.add(place, `${shown(name)} is ordered "asc" or "desc", not ${shown(direction)}.`);
    } else if (typeof name !== "string" || !known(name)) {
      const near = typeof name === "string" ? didYouMean(name, [...asked].filter(suggest)) : "";
      faults.add(
        place,
        `the query does not ask for ${shown(name)}, so it cannot be ordered by it.${near}`,
      );
    } else if (checked.some(([other]) => other === name)) {
      faults.add(place, `${name} is named twice.`);
    } else {
      checked.push([name, direction]);
    }
  }
  return checked.length === 0 ? undefined : checked;
}

function pairsOf(raw: unknown): (readonly [unknown, unknown])[] | null {
  if (isObject(raw)) return Object.entries(raw);
  if (!Array.isArray(raw)) return null;
  const pairs = raw as readonly unknown[];
  return pairs.every((pair): pair is [unknown, unknown] => Array.isArray(pair) && pair.length === 2)
    ? [...pairs]
    : null;
}

function askedFor({ measures, dimensions, timeDimensions }: CheckedQuery): ReadonlySet<string> {
  return new Set([
    ...(measures ?? []),
    ...(dimensions ?? []),
    ...(timeDimensions ?? []).flatMap(({ dimension, granularity }) =>
      granularity === undefined ? [] : [dimension, `${dimension}.${granularity}`],
    ),
  ]);
}
