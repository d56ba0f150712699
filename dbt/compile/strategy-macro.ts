import type { AdapterSession, Dialect, IncrementalLoad } from "../adapters/adapter.js";
import { Column } from "../context/column.js";
import { Relation } from "../context/relation.js";
import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import type { ProjectNode } from "../manifest.js";
import type { Compiler } from "./compiler.js";

const BUILT_IN_PACKAGES = ["dbt", "dbt_duckdb"];

/** What the project's macro `get_incremental_<strategy>_sql` makes of the load; null where it has none. */
export async function strategySql(
  compiler: Compiler,
  dialect: Dialect,
  node: ProjectNode,
  strategy: string,
  load: IncrementalLoad,
  session: AdapterSession,
): Promise<string | null> {
  const macro = `get_incremental_${strategy.replaceAll("+", "_")}_sql`;
  const { environment } = compiler;
  const owner = environment
    .macroNames()
    .find(
      (name) => name.endsWith(`.${macro}`) && !BUILT_IN_PACKAGES.includes(name.split(".")[0] ?? ""),
    );
  if (owner === undefined) return null;
  const temporary = { database: "", schema: "", identifier: load.source, kind: "table" };
  const details = new Map<JinjaValue, JinjaValue>([
    ["target_relation", new Relation({ ...load.target, kind: "table" })],
    ["temp_relation", new Relation(temporary).printing(load.source)],
    ["unique_key", fromPlain(node.config["unique_key"])],
    ["dest_columns", load.columns.map(({ name, type }) => new Column(name, type))],
    ["incremental_predicates", load.predicates.length === 0 ? null : [...load.predicates]],
  ]);
  const sql = await environment.callMacro(owner, [details], {}, compiler.context(node, session));
  return typeof sql === "string" ? sql.trim() : null;
}
