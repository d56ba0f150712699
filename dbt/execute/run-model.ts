import { join } from "node:path";
import type { AdapterSession, RelationKind } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { isDict } from "../plain.js";
import { readSeedTable } from "../seeds/seed-table.js";
import {
  existingKind,
  inTransaction,
  persistDocs,
  relationKindOf,
  relationNameOf,
} from "./materialize.js";
import { compileError, engineError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";

function hooksOf(node: ProjectNode, key: "pre_hook" | "post_hook"): string[] {
  const hooks = Array.isArray(node.config[key]) ? (node.config[key] as unknown[]) : [];
  return hooks.flatMap((hook) => {
    const sql = isDict(hook) ? hook["sql"] : hook;
    return typeof sql === "string" && sql.trim() !== "" ? [sql] : [];
  });
}

/** Replaces the node's relation by what `statements` makes, with its hooks and descriptions, all or nothing. */
async function replace(
  context: RunContext,
  session: AdapterSession,
  node: ProjectNode,
  kind: RelationKind,
  statements: (existing: RelationKind | null) => string[],
): Promise<{ rows: number | null; done: string[] }> {
  const { dialect } = context.adapter;
  const target = relationNameOf(node);
  const done: string[] = [];
  const run = async (sql: string): Promise<void> => {
    done.push(sql);
    try {
      await session.run(sql);
    } catch (error) {
      throw new StatementError(sql, error);
    }
  };
  const runHooks = async (key: "pre_hook" | "post_hook"): Promise<void> => {
    for (const hook of hooksOf(node, key)) {
      const sql = await context.compiler.renderHook(node, hook, session);
      if (sql !== "") await run(sql);
    }
  };
  const rows = await inTransaction(session, dialect, async () => {
    await runHooks("pre_hook");
    for (const sql of statements(await existingKind(session, dialect, target))) await run(sql);
    await runHooks("post_hook");
    done.push(...(await persistDocs(session, dialect, node, kind)));
    if (kind === "view") return null;
    const counted = await session.query(dialect.countRows(target));
    return Number(counted.rows[0]?.[0] ?? 0);
  });
  return { rows, done };
}

/** The statement that failed, with what the engine said. */
class StatementError extends Error {
  readonly statement: string;

  constructor(statement: string, cause: unknown) {
    super("statement failed", { cause });
    this.statement = statement;
  }
}

function lineInside(statement: string, sql: string, line: number | null): number | null {
  if (line === null) return null;
  const at = statement.indexOf(sql);
  return at < 0 ? null : line - statement.slice(0, at).split("\n").length + 1;
}

function failed(context: RunContext, node: ProjectNode, error: unknown, sql: string): Ending {
  const engine = error instanceof StatementError ? error.cause : error;
  const message = engine instanceof Error ? engine.message : String(engine);
  const statement = error instanceof StatementError ? error.statement : sql;
  const line = lineInside(statement, sql, context.adapter.dialect.errorLine(message));
  const shown = sql === "" ? null : { sql: statement.includes(sql) ? sql : statement, line };
  const typed = engineError("DBT_MODEL_FAILED", node, engine, shown);
  return { status: "error", message: typed.message, error: typed, compiledSql: sql };
}

/** Compiles a model and replaces its relation. Never throws for the user's mistakes. */
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
  const { dialect } = context.adapter;
  const target = relationNameOf(node);
  try {
    const kind = relationKindOf(node);
    const { rows, done } = await replace(context, session, node, kind, (existing) =>
      kind === "view"
        ? dialect.replaceByView(target, existing, sql)
        : dialect.replaceByTable(target, existing, sql),
    );
    await writeSql(context, "run", node, done.join(";\n\n") + ";");
    return { status: "success", message: "OK", rows, compiledSql: sql };
  } catch (error) {
    return failed(context, node, error, sql);
  }
}

/** Loads a seed's file into its table. */
export async function runSeed(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
): Promise<Ending> {
  const { dialect } = context.adapter;
  try {
    const table = await readSeedTable(node, join(context.projectDir, node.originalFilePath));
    const { rows, done } = await replace(context, session, node, "table", (existing) =>
      dialect.replaceBySeed(relationNameOf(node), existing, table),
    );
    await writeSql(context, "run", { ...node, testMetadata: null }, done.join(";\n\n") + ";");
    return { status: "success", message: `INSERT ${rows ?? 0}`, rows };
  } catch (error) {
    return failed(context, node, error, "");
  }
}
