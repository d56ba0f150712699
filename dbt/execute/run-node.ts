import type { AdapterSession } from "../adapters/adapter.js";
import { isEphemeral, type ProjectNode } from "../manifest.js";
import type { NodeResult } from "../result.js";
import { compileError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { runModel, runSeed } from "./run-model.js";
import { runTest } from "./run-test.js";

/** Compiles a node without running it. */
async function compileOnly(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
): Promise<Ending> {
  if (node.resourceType === "seed") return { status: "success" };
  try {
    const { sql } = await context.compiler.compile(node, session);
    await writeSql(context, "compiled", node, sql);
    return { status: "success", compiledSql: sql };
  } catch (error) {
    const typed = compileError(node, error);
    return { status: "error", message: typed.message, error: typed };
  }
}

export function resultOf(
  node: ProjectNode,
  startedAt: Date,
  ms: number,
  ending: Ending,
): NodeResult {
  const named = node.resourceType !== "test" && !isEphemeral(node);
  return {
    uniqueId: node.uniqueId,
    name: node.name,
    resourceType: node.resourceType,
    message: null,
    failures: null,
    sample: null,
    rows: null,
    compiledSql: null,
    error: null,
    startedAt,
    executionMs: ms,
    relationName: named
      ? [node.database, node.schema, node.alias].map((p) => `"${p}"`).join(".")
      : null,
    ...ending,
  };
}

/** Runs or compiles one node. Only bugs are thrown. */
export async function runNode(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
  action: "run" | "compile",
): Promise<NodeResult> {
  const startedAt = context.now();
  const began = performance.now();
  const work = {
    model: runModel,
    seed: runSeed,
    test: runTest,
  }[node.resourceType];
  const ending = await (action === "compile" ? compileOnly : work)(context, node, session);
  return resultOf(node, startedAt, Math.round(performance.now() - began), ending);
}
