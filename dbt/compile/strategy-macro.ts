import type { IncrementalLoad } from "../adapters/adapter.js";
import { Column } from "../context/column.js";
import { Relation } from "../context/relation.js";
import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import { type MacroPlace, ownMacroSql } from "./own-macro.js";

const BUILT_IN_PACKAGES = ["dbt", "dbt_duckdb"];

/** A macro that makes part of a strategy's SQL, and which of the load's facts it takes, in order. */
type Step = readonly [macro: string, takes: readonly string[]];

const WITH_KEY = ["target_relation", "temp_relation", "unique_key", "dest_columns"];
const DELETE_INSERT: readonly Step[] = [
  ["get_delete_insert_merge_sql", [...WITH_KEY, "incremental_predicates"]],
];

/** dbt's macros below `get_incremental_<strategy>_sql`; merging calls the engine's own by its whole name. */
function innerSteps(strategy: string, engine: string): readonly Step[] {
  switch (strategy) {
    case "append":
      return [["get_insert_into_sql", ["target_relation", "temp_relation", "dest_columns"]]];
    case "delete+insert":
      return DELETE_INSERT;
    case "default":
      return [["get_incremental_delete_insert_sql", []], ...DELETE_INSERT];
    case "merge":
      return [[`${engine}__get_merge_sql`, [...WITH_KEY, "predicates"]]];
    default:
      return [];
  }
}

/** A strategy macro by its plain name in any package; dbt lets packages bring strategies. */
function strategyMacro({ compiler }: MacroPlace, macro: string): string | undefined {
  return compiler.environment
    .macroNames()
    .find(
      (name) => name.endsWith(`.${macro}`) && !BUILT_IN_PACKAGES.includes(name.split(".")[0] ?? ""),
    );
}

/**
 * What macros of the project make of the load: `get_incremental_<strategy>_sql`, or those of dbt's that one calls. Null
 * where it has none.
 */
export async function strategySql(
  place: MacroPlace,
  strategy: string,
  load: IncrementalLoad,
): Promise<string | null> {
  const { compiler, node, session } = place;
  const { environment } = compiler;
  const temporary = { database: "", schema: "", identifier: load.source, kind: "table" };
  const facts: Record<string, JinjaValue> = {
    target_relation: new Relation({ ...load.target, kind: "table" }),
    temp_relation: new Relation(temporary).printing(load.source),
    unique_key: fromPlain(node.config["unique_key"]),
    dest_columns: load.columns.map(({ name, type }) => new Column(name, type)),
    incremental_predicates: load.predicates.length === 0 ? null : [...load.predicates],
  };
  const taken: Record<string, JinjaValue> = { ...facts, predicates: [...load.predicates] };
  const details = new Map<JinjaValue, JinjaValue>(Object.entries(facts));
  const name = `get_incremental_${strategy.replaceAll("+", "_")}_sql`;
  const named = strategyMacro(place, name);
  if (named !== undefined) {
    const context = compiler.context(node, session);
    const sql = await environment.callMacro(named, [details], {}, context);
    return typeof sql === "string" ? sql.trim() : null;
  }
  for (const [macro, takes] of [
    [name, []] as Step,
    ...innerSteps(strategy, compiler.host.adapterType),
  ]) {
    const args =
      takes.length === 0
        ? { arg_dict: details }
        : Object.fromEntries(takes.map((fact) => [fact, taken[fact] ?? null]));
    const sql = await ownMacroSql(place, macro, args);
    if (sql !== null) return sql;
  }
  return null;
}
