import type { AdapterSession } from "../adapters/adapter.js";
import { relationOf } from "../parse/node-draft.js";
import type { ProjectNode } from "../manifest.js";
import type { Compiler } from "./compiler.js";

/** What makes a relation of this kind: dbt's macros that a project may write anew. */
const MACROS = {
  view: ["get_create_view_as_sql", "create_view_as"],
  table: ["get_create_table_as_sql", "create_table_as"],
} as const;

function isOverridden({ environment, host }: Compiler, kind: "view" | "table"): boolean {
  const owners = new Set([...(host.project.dispatch.get("dbt") ?? []), host.project.name]);
  owners.delete("dbt");
  const prefixes = ["", "default__", `${host.adapterType}__`];
  return [...owners].some((owner) =>
    MACROS[kind].some((macro) =>
      prefixes.some((prefix) => environment.hasMacro(prefix + macro, owner)),
    ),
  );
}

/** The statement the project's own macros make of `sql`; null where it has none for relations of this kind. */
export async function creationSql(
  compiler: Compiler,
  node: ProjectNode,
  kind: "view" | "table",
  sql: string,
  session: AdapterSession,
): Promise<string | null> {
  if (!isOverridden(compiler, kind)) return null;
  const [macro] = MACROS[kind];
  const { environment, host } = compiler;
  const relation = relationOf(node);
  const args = kind === "view" ? [relation, sql] : [false, relation, sql];
  const owner = environment.hasMacro(macro, host.project.name) ? host.project.name : "dbt";
  const context = compiler.context(node, session);
  const text = await environment.callMacro(`${owner}.${macro}`, args, {}, context);
  return typeof text === "string" && text.trim() !== "" ? text.trim() : null;
}
