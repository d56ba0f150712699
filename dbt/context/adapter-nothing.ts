import { getAttribute } from "../jinja/attributes.js";
import { isFunction, type JinjaFunction } from "../jinja/value.js";

function agateType(
  kind: "text" | "number" | "integer" | "boolean" | "date" | "datetime" | "time",
): JinjaFunction {
  const types = {
    text: "text",
    number: "float8",
    integer: "integer",
    boolean: "boolean",
    date: "date",
    datetime: "timestamp without time zone",
    time: "time",
  };
  return () => types[kind];
}

/** How a snapshot treats rows that are gone, from its `config`. */
const hardDeletes: JinjaFunction = async ([config]) => {
  const get = config === undefined ? undefined : getAttribute(config, "get");
  if (get === undefined || !isFunction(get)) return "ignore";
  const legacy = await get(["invalidate_hard_deletes"], {});
  const mode = await get(["hard_deletes"], {});
  return legacy === true ? "invalidate" : typeof mode === "string" ? mode : "ignore";
};

const none: JinjaFunction = () => null;
const empty: JinjaFunction = () => "";

/** What an engine that needs no such thing answers. */
export const NOTHING: Readonly<Record<string, JinjaFunction>> = {
  cache_added: empty,
  cache_dropped: empty,
  cache_renamed: empty,
  commit: empty,
  commit_if_has_connection: empty,
  begin: empty,
  expand_target_column_types: empty,
  nice_connection_name: () => "master",
  is_motherduck: () => false,
  is_ducklake: () => false,
  external_root: () => ".",
  disable_transactions: () => false,
  verify_database: empty,
  get_hard_deletes_behavior: hardDeletes,
  standardize_grants_dict: () => new Map(),
  get_incremental_strategy_macro: none,
  valid_incremental_strategies: () => ["append", "delete+insert", "merge", "microbatch"],
  builtin_incremental_strategies: () => ["append", "delete+insert", "merge", "microbatch"],
  convert_text_type: agateType("text"),
  convert_number_type: agateType("number"),
  convert_integer_type: agateType("integer"),
  convert_boolean_type: agateType("boolean"),
  convert_date_type: agateType("date"),
  convert_datetime_type: agateType("datetime"),
  convert_time_type: agateType("time"),
};
