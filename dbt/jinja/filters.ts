import { JinjaFault } from "./errors.js";
import { SEQUENCE_FILTERS } from "./filters-sequence.js";
import { SELECTION_FILTERS } from "./filters-selection.js";
import { TEXT_FILTERS } from "./filters-text.js";
import { VALUE_FILTERS } from "./filters-value.js";
import type { Filter } from "./filter.js";
import type { JinjaValue } from "./value.js";

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...Object.entries(TEXT_FILTERS),
  ...Object.entries(VALUE_FILTERS),
  ...Object.entries(SEQUENCE_FILTERS),
  ...Object.entries(SELECTION_FILTERS),
]);

/** The result of `value | name(args)`. */
export function applyFilter(
  name: string,
  value: JinjaValue,
  args: readonly JinjaValue[],
  kwargs: Readonly<Record<string, JinjaValue>>,
): JinjaValue {
  const filter = FILTERS.get(name);
  if (!filter) throw new JinjaFault(`no filter named '${name}'`);
  return filter(value, { name, args, kwargs, apply: applyFilter });
}
