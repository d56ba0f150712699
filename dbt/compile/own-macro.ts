import type { AdapterSession } from "../adapters/adapter.js";
import type { JinjaValue } from "../jinja/value.js";
import type { ProjectNode } from "../manifest.js";
import type { Compiler } from "./compiler.js";

const BUILT_IN: ReadonlySet<string> = new Set(["dbt", "dbt_duckdb"]);

/**
 * The macro by which the project, or a package that its `dispatch` lets speak for dbt, replaces dbt's macro `name`: by
 * the name itself, for this engine, or for every engine. Its qualified name; null where dbt's own stands.
 */
function ownMacro({ environment, host }: Compiler, name: string): string | null {
  const root = host.project.name;
  const order = host.project.dispatch.get("dbt") ?? [root];
  const owners = order.filter((owner) => !BUILT_IN.has(owner));
  const prefixed = owners.flatMap((owner) =>
    [`${host.adapterType}__${name}`, `default__${name}`].map((macro) => [owner, macro] as const),
  );
  const found = [[root, name] as const, ...prefixed].find(([owner, macro]) =>
    environment.ownsMacro(owner, macro),
  );
  return found === undefined ? null : found.join(".");
}

/** What templates of one node see while it is built. */
export interface MacroPlace {
  compiler: Compiler;
  node: ProjectNode;
  session: AdapterSession;
}

/** What the project's own version of dbt's macro gives; undefined where it has none. Throws what the macro throws. */
export async function callOwnMacro(
  { compiler, node, session }: MacroPlace,
  name: string,
  args: Readonly<Record<string, JinjaValue>>,
): Promise<JinjaValue | undefined> {
  const macro = ownMacro(compiler, name);
  if (macro === null) return undefined;
  const context = compiler.context(node, session);
  return compiler.environment.callMacro(macro, Object.values(args), {}, context);
}

/** The SQL it gives; null where there is none. */
export async function ownMacroSql(
  place: MacroPlace,
  name: string,
  args: Readonly<Record<string, JinjaValue>>,
): Promise<string | null> {
  const sql = await callOwnMacro(place, name, args);
  return typeof sql === "string" && sql.trim() !== "" ? sql.trim() : null;
}
