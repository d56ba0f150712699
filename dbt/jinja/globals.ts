import { dictFrom } from "./dict-methods.js";
import { JinjaFault } from "./errors.js";
import { ReturnSignal } from "./macro-call.js";
import { Namespace } from "./namespace.js";
import { integerArgument } from "./numbers.js";
import { bindParameters } from "./parameters.js";
import { iterate } from "./sequence.js";
import { JinjaSet } from "./set.js";
import { JinjaTuple } from "./value.js";
import type { JinjaFunction } from "./value.js";

const LONGEST_RANGE = 1_000_000;

/** The functions every template has. */
export const GLOBALS: Readonly<Record<string, JinjaFunction>> = {
  range: (args) => range(args.map((value) => integerArgument(value, "range()"))),
  namespace: (args, kwargs) => new Namespace(args, kwargs),
  dict: (args, kwargs) => dictFrom(args, kwargs),
  return: (args, kwargs) => {
    const [value = null] = bindParameters("return", ["data"], args, kwargs);
    throw new ReturnSignal(value);
  },
  set: (args) => new JinjaSet(iterate(args[0] ?? [])),
  zip: (args) => {
    const lists = args.map(iterate);
    const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
    return Array.from(
      { length },
      (_none, i) => new JinjaTuple(lists.map((list) => list[i] ?? null)),
    );
  },
  joiner: (args) => {
    let used = false;
    return () => {
      const separator = used ? (args[0] ?? ", ") : "";
      used = true;
      return separator;
    };
  },
};

function range(given: readonly number[]): number[] {
  const [first, second, step = 1, ...rest] = given;
  if (first === undefined || rest.length > 0) throw new JinjaFault("range() takes 1 to 3 numbers");
  if (step === 0) throw new JinjaFault("range() step must not be zero");
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > LONGEST_RANGE) throw new JinjaFault(`range() is longer than ${LONGEST_RANGE}`);
  return Array.from({ length }, (_none, i) => start + i * step);
}
