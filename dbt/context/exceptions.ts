import { str } from "../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "../jinja/value.js";
import { namedObject } from "./named-object.js";

const RAISING = [
  "raise_compiler_error",
  "raise_not_implemented",
  "raise_dependency_error",
  "raise_parsing_error",
  "raise_database_error",
  "raise_fail_fast_error",
  "raise_invalid_property_yml_version",
  "missing_config",
  "missing_materialization",
  "missing_relation",
  "relation_wrong_type",
  "raise_ambiguous_alias",
  "raise_ambiguous_catalog_match",
  "raise_cache_inconsistent",
  "raise_dataclass_not_dict",
  "raise_duplicate_alias",
  "raise_duplicate_resource_name",
  "raise_contract_error",
  "column_type_missing",
  "doc_invalid_args",
  "doc_target_not_found",
  "ref_invalid_args",
  "ref_target_not_found",
  "source_target_not_found",
];

/** `exceptions`: functions that end the template with an error, and `warn`. */
export function exceptionsObject(warn: (message: string) => void): JinjaObject {
  const raising =
    (name: string): JinjaFunction =>
    (args) => {
      throw new Error(args.length === 0 ? `${name}()` : str(args[0] ?? null));
    };
  const members: Record<string, JinjaValue> = Object.fromEntries(
    RAISING.map((name) => [name, raising(name)]),
  );
  members["warn"] = ([message]) => {
    warn(str(message ?? null));
    return "";
  };
  members["warn_snapshot_timestamp_data_types"] = () => "";
  return namedObject("exceptions", members);
}
