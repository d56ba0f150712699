import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { dictEntries, dictGet } from "../jinja/dict.js";
import { fromPlain, toPlain } from "../jinja/plain.js";
import { isIterable, iterate } from "../jinja/sequence.js";
import { JinjaSet } from "../jinja/set.js";
import { str } from "../jinja/text.js";
import { JinjaTuple, type JinjaValue, isMapping } from "../jinja/value.js";
import { parseYaml } from "../project/yaml-text.js";
import { argument } from "./arguments.js";
import { asciiJson } from "./json-text.js";

function zipped(lists: readonly JinjaValue[]): JinjaValue[] {
  const all = lists.map(iterate);
  const length = all.length === 0 ? 0 : Math.min(...all.map((list) => list.length));
  return Array.from(
    { length },
    (_none, index) => new JinjaTuple(all.map((list) => list[index] ?? null)),
  );
}

/** The values under each key of `a` that `b` lacks there; names are compared in lower case. */
function differences(a: JinjaValue, b: JinjaValue): JinjaValue {
  const result = new Map<JinjaValue, JinjaValue>();
  if (!isMapping(a) || !isMapping(b)) return result;
  const known = new Map<JinjaValue, JinjaValue>(
    dictEntries(b).map(([key, value]) => [str(key).toLowerCase(), value]),
  );
  for (const [key, values] of dictEntries(a)) {
    const other = dictGet(known, str(key).toLowerCase());
    const have = other === undefined ? [] : iterate(other).map((item) => str(item).toLowerCase());
    const missing = iterate(values).filter((item) => !have.includes(str(item).toLowerCase()));
    if (missing.length > 0) result.set(key, missing);
  }
  return result;
}

/** Functions that turn values into other values. */
export function conversions(): Record<string, JinjaValue> {
  const attempt = (make: () => JinjaValue, otherwise: JinjaValue | undefined): JinjaValue => {
    try {
      return make();
    } catch {
      return otherwise ?? null;
    }
  };
  const orElse =
    (ok: (list: JinjaValue) => boolean, make: (args: readonly JinjaValue[]) => JinjaValue) =>
    (args: readonly JinjaValue[], kwargs: Readonly<Record<string, JinjaValue>>): JinjaValue =>
      args.every(ok) ? make(args) : (kwargs["default"] ?? null);
  return {
    tojson: (args, kwargs) =>
      asciiJson(toPlain(args[0] ?? null), argument(args, kwargs, 2, "sort_keys") === true),
    fromjson: (args, kwargs) =>
      attempt(
        () => fromPlain(JSON.parse(str(args[0] ?? null))),
        argument(args, kwargs, 1, "default"),
      ),
    toyaml: (args, kwargs) =>
      stringify(toPlain(args[0] ?? null), {
        indentSeq: false,
        version: "1.1",
        sortMapEntries: argument(args, kwargs, 2, "sort_keys") === true,
      }),
    fromyaml: (args, kwargs) =>
      attempt(
        () => fromPlain(parseYaml(str(args[0] ?? null), "fromyaml()")),
        argument(args, kwargs, 1, "default"),
      ),
    local_md5: ([text]) =>
      createHash("md5")
        .update(str(text ?? null))
        .digest("hex"),
    zip: orElse(isIterable, zipped),
    zip_strict: zipped,
    set: orElse(isIterable, ([list]) => new JinjaSet(iterate(list ?? []))),
    set_strict: ([list]) => new JinjaSet(iterate(list ?? [])),
    diff_of_two_dicts: ([a, b]) => differences(a ?? null, b ?? null),
  };
}
