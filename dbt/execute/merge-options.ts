import { GranaryError } from "../../warehouse/errors.js";
import type { MergeClause, MergeOptions } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList } from "../plain.js";

const LISTS = [
  "merge_on_using_columns",
  "merge_update_columns",
  "merge_exclude_columns",
  "merge_returning_columns",
];
const TEXTS = ["merge_update_condition", "merge_insert_condition"];

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function given(config: Dict, key: string): boolean {
  const value = config[key];
  return value !== undefined && value !== null;
}

function clauseFaults(clauses: unknown): string[] {
  if (!isDict(clauses)) return ["merge_clauses must be a mapping"];
  const kinds = ["when_matched", "when_not_matched"].filter((kind) => Object.hasOwn(clauses, kind));
  if (kinds.length === 0) return ["merge_clauses needs when_matched or when_not_matched"];
  return kinds.flatMap((kind) => {
    const list = clauses[kind];
    if (!Array.isArray(list)) return [`merge_clauses.${kind} must be a list`];
    if (list.length === 0) return [`merge_clauses.${kind} is empty`];
    return list.every(isDict) ? [] : [`merge_clauses.${kind} must hold mappings`];
  });
}

function faultsOf(config: Dict): string[] {
  const faults = [
    ...TEXTS.filter((key) => given(config, key) && typeof config[key] !== "string").map(
      (key) => `${key} must be a text`,
    ),
    ...LISTS.filter((key) => given(config, key) && !isTextList(config[key])).map(
      (key) => `${key} must be a list of texts`,
    ),
  ];
  const sets = "merge_update_set_expressions";
  if (given(config, sets) && !isDict(config[sets])) faults.push(`${sets} must be a mapping`);
  if (given(config, "merge_clauses")) faults.push(...clauseFaults(config["merge_clauses"]));
  const [included, excluded] = [config["merge_update_columns"], config["merge_exclude_columns"]];
  if (stringList(included).length > 0 && stringList(excluded).length > 0) {
    faults.push("only one of merge_update_columns and merge_exclude_columns may be given");
  }
  return faults;
}

function matchedByDefault(config: Dict): MergeClause {
  const condition = config["merge_update_condition"];
  const include = stringList(config["merge_update_columns"]);
  const exclude = stringList(config["merge_exclude_columns"]);
  const set = dictOf(config["merge_update_set_expressions"]);
  const simple = include.length + exclude.length + Object.keys(set).length === 0;
  return simple
    ? { action: "update", condition, mode: "by_name" }
    : {
        action: "update",
        condition,
        mode: "explicit",
        update: { include, exclude, set_expressions: set },
      };
}

function clauses(value: unknown, fallback: MergeClause): MergeClause[] {
  return Array.isArray(value) ? value.filter(isDict) : [fallback];
}

/** The MERGE a model's configuration asks for. Throws DBT_PROJECT_INVALID with everything wrong with it. */
export function mergeOptions({ name, originalFilePath, config }: ProjectNode): MergeOptions {
  const faults = faultsOf(config);
  if (faults.length > 0) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `${name} (${originalFilePath}): its merge configuration is wrong.`,
      details: faults,
    });
  }
  const { when_matched, when_not_matched } = dictOf(config["merge_clauses"]);
  return {
    using: stringList(config["merge_on_using_columns"]),
    matched: clauses(when_matched, matchedByDefault(config)),
    notMatched: clauses(when_not_matched, {
      action: "insert",
      condition: config["merge_insert_condition"],
      mode: "by_name",
    }),
    returning: stringList(config["merge_returning_columns"]),
  };
}
