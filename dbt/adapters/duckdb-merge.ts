import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import type { IncrementalLoad, MergeClause, MergeOptions } from "./adapter.js";
import { dictOf, stringList, stringOr } from "../plain.js";

const SOURCE = "DBT_INTERNAL_SOURCE";
const DESTINATION = "DBT_INTERNAL_DEST";

function joinClause({ key, predicates }: IncrementalLoad, using: readonly string[]): string {
  if (using.length > 0) {
    const also = predicates.length === 0 ? "" : `\non (${predicates.join(") and (")})`;
    return `using (${using.join(", ")})${also}`;
  }
  const equal = key.map((column) => `${SOURCE}.${column} = ${DESTINATION}.${column}`);
  const conditions = [...(equal.length === 0 ? ["false"] : equal), ...predicates];
  return `on (${conditions.join(") and (")})`;
}

function assignments(clause: MergeClause, key: "set_expressions"): string[] {
  return Object.entries(dictOf(clause[key])).map(
    ([column, expression]) => `${column} = ${String(expression)}`,
  );
}

function withoutQuotes(name: string): string {
  return name.replace(/["']/g, "");
}

/** Columns a matched row takes over, as SQL. */
function updatedColumns(load: IncrementalLoad, update: MergeClause): string[] {
  const include = stringList(update["include"]);
  if (include.length > 0) return include;
  const exclude = stringList(update["exclude"]).map((name) => name.toLowerCase());
  return load.columns
    .filter(({ name }) => !exclude.includes(name.toLowerCase()))
    .map(({ name }) => quoteIdent(name));
}

function explicitUpdate(load: IncrementalLoad, clause: MergeClause): string {
  const update = dictOf(clause["update"]);
  const set = dictOf(update["set_expressions"]);
  const taken = updatedColumns(load, update).filter(
    (column) => !Object.hasOwn(set, withoutQuotes(column)),
  );
  const parts = [
    ...assignments(update, "set_expressions"),
    ...taken.map((column) => `${column} = ${SOURCE}.${column}`),
  ];
  return `update set ${parts.join(", ")}`;
}

function update(load: IncrementalLoad, clause: MergeClause): string {
  switch (clause["mode"]) {
    case "by_name":
      return "update by name";
    case "by_position":
      return "update by position";
    case "star":
      return "update set *";
    case "explicit":
      return explicitUpdate(load, clause);
    default:
      return `update set ${assignments(clause, "set_expressions").join(", ")}`;
  }
}

function insert(clause: MergeClause): string {
  switch (clause["mode"]) {
    case "by_position":
      return "insert by position";
    case "star":
      return "insert *";
    case "explicit": {
      const { columns, values } = dictOf(clause["insert"]);
      return `insert (${stringList(columns).join(", ")}) values (${stringList(values).join(", ")})`;
    }
    default:
      return "insert by name";
  }
}

function action(load: IncrementalLoad, clause: MergeClause): string {
  switch (clause["action"]) {
    case "update":
      return update(load, clause);
    case "insert":
      return insert(clause);
    case "delete":
      return "delete";
    case "error": {
      const message = stringOr(clause["error_message"], "");
      return message === "" ? "error" : `error ${quoteLiteral(message)}`;
    }
    default:
      return "do nothing";
  }
}

function branch(opening: string, load: IncrementalLoad, clause: MergeClause): string {
  const conditions = stringList(clause["condition"]);
  const single = typeof clause["condition"] === "string";
  const joined = single ? conditions.join("") : `(${conditions.join(") and (")})`;
  const when = conditions.length === 0 || joined === "" ? "" : ` and ${joined}`;
  return `when ${opening}${when} then ${action(load, clause)}`;
}

/** A MERGE of the load's rows into its table. */
export function mergeStatement(
  target: string,
  load: IncrementalLoad,
  options: MergeOptions,
): string {
  const notMatched = (clause: MergeClause): string => {
    const by = stringOr(clause["by"], "");
    return by === "" ? "not matched" : `not matched by ${by}`;
  };
  return [
    `merge into ${target} as ${DESTINATION}`,
    `using ${load.source} as ${SOURCE}`,
    joinClause(load, options.using),
    ...options.matched.map((clause) => branch("matched", load, clause)),
    ...options.notMatched.map((clause) => branch(notMatched(clause), load, clause)),
    ...(options.returning.length === 0 ? [] : [`returning ${options.returning.join(", ")}`]),
  ].join("\n");
}
