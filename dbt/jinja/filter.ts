import { bindParameters } from "./parameters.js";
import type { Arguments, KeywordArguments } from "./parameters.js";
import type { JinjaValue } from "./value.js";

/** One use of a filter: what it was called as and with. */
export interface FilterCall {
  readonly name: string;
  readonly args: Arguments;
  readonly kwargs: KeywordArguments;
  /** Applies another filter, for `map`. */
  readonly apply: (
    name: string,
    value: JinjaValue,
    args: Arguments,
    kwargs: KeywordArguments,
  ) => JinjaValue;
}

export type Filter = (value: JinjaValue, call: FilterCall) => JinjaValue;

export function filterParameters(call: FilterCall, ...names: string[]): (JinjaValue | undefined)[] {
  return bindParameters(call.name, names, call.args, call.kwargs);
}
