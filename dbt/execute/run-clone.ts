import type { AdapterSession } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { Build } from "./build.js";
import { relationNameOf } from "./materialize.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { failed } from "./run-model.js";
import { buildView } from "./table.js";

const NOTHING: Ending = { status: "success", message: "No-op" };

/**
 * Makes the node a view of its relation in another state, unless it has a relation here already: the engine copies no
 * tables without their rows. Never throws for the user's mistakes.
 */
export async function runClone(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
  from: string | undefined,
): Promise<Ending> {
  const { dialect } = context.adapter;
  const { host } = context.compiler;
  if (from === undefined) {
    host.note("info", `No relation found in state manifest for ${node.uniqueId}`);
    return NOTHING;
  }
  const target = relationNameOf(node);
  const sql = `select * from ${from}`;
  try {
    const existing = await session.kindOf(target);
    const own = dialect.relation(target);
    if (own === from || (existing !== null && !context.flags.fullRefresh)) {
      host.note("info", `Relation ${own} already exists`);
      return NOTHING;
    }
    const build = new Build(context, session, node);
    await build.all((found) => buildView(build, sql, found));
    await writeSql(context, "run", node, build.done.join(";\n\n") + ";");
    return { status: "success", message: "OK", compiledSql: sql };
  } catch (error) {
    return failed(context, node, error, sql);
  }
}
