import { GranaryError } from "../../warehouse/errors.js";
import type { AdapterSession, RelationKind } from "../adapters/adapter.js";
import { materializationOf, type ProjectNode } from "../manifest.js";
import { dictOf } from "../plain.js";
import { Build, StatementError } from "./build.js";
import { buildCustom, findMaterialization } from "./custom-materialization.js";
import { buildIncremental } from "./incremental.js";
import { compileError, engineError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { buildSnapshot } from "./snapshot.js";
import { buildTable, buildView } from "./table.js";

type Materialize = (
  build: Build,
  sql: string,
  existing: RelationKind | null,
) => Promise<RelationKind>;

const MATERIALIZATIONS: Readonly<Record<string, Materialize>> = {
  view: buildView,
  table: buildTable,
  incremental: buildIncremental,
  snapshot: buildSnapshot,
};

/** Builds the node's relation as it is materialized; returns the rows of a table. */
async function materialize(build: Build, sql: string): Promise<number | null> {
  const { node, context } = build;
  const name = node.resourceType === "snapshot" ? "snapshot" : materializationOf(node);
  const custom = findMaterialization(context, name);
  if (custom !== null) return buildCustom(build, custom, sql);
  const work = MATERIALIZATIONS[name];
  if (work !== undefined) return build.all((existing) => work(build, sql, existing));
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `${node.name} (${node.originalFilePath}) is materialized as ${name}, which does not exist.`,
    hint: "Use view, table, incremental, ephemeral or a materialization block of the project.",
  });
}

const toldOfGrants = new WeakSet<RunContext>();

/** The engine has no grants: said once a run. */
function noteGrants(context: RunContext, { config }: ProjectNode): void {
  if (Object.keys(dictOf(config["grants"])).length === 0 || toldOfGrants.has(context)) return;
  toldOfGrants.add(context);
  context.compiler.host.note("info", "Grants are ignored: the database has none.");
}

function lineInside(statement: string, sql: string, line: number | null): number | null {
  if (line === null) return null;
  const at = statement.indexOf(sql);
  return at < 0 ? null : line - statement.slice(0, at).split("\n").length + 1;
}

/** How a node ended whose relation could not be built. */
export function failed(
  context: RunContext,
  node: ProjectNode,
  error: unknown,
  sql: string,
): Ending {
  if (error instanceof GranaryError) {
    return { status: "error", message: error.message, error, compiledSql: sql };
  }
  const engine = error instanceof StatementError ? error.cause : error;
  const message = engine instanceof Error ? engine.message : String(engine);
  const statement = error instanceof StatementError ? error.statement : sql;
  const line = lineInside(statement, sql, context.adapter.dialect.errorLine(message));
  const shown = sql === "" ? null : { sql: statement.includes(sql) ? sql : statement, line };
  const typed = engineError("DBT_MODEL_FAILED", node, engine, shown);
  return { status: "error", message: typed.message, error: typed, compiledSql: sql };
}

/** Compiles a model or snapshot and builds its relation. Never throws for the user's mistakes. */
export async function runModel(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
): Promise<Ending> {
  let sql: string;
  try {
    sql = (await context.compiler.compile(node, session)).sql;
  } catch (error) {
    const typed = compileError(node, error);
    return { status: "error", message: typed.message, error: typed };
  }
  await writeSql(context, "compiled", node, sql);
  const build = new Build(context, session, node);
  try {
    noteGrants(context, node);
    const rows = await materialize(build, sql);
    await writeSql(context, "run", node, build.done.join(";\n\n") + ";");
    return { status: "success", message: "OK", rows, compiledSql: sql };
  } catch (error) {
    return failed(context, node, error, sql);
  }
}
