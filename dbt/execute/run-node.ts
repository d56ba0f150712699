import type { AdapterSession } from "../adapters/adapter.js";
import { quoteIdent } from "../../warehouse/sql.js";
import { isEphemeral, type ProjectNode, type UnitTestNode } from "../manifest.js";
import type { NodeResult } from "../result.js";
import { compileError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { isMicrobatch, runMicrobatch } from "./microbatch.js";
import { runClone } from "./run-clone.js";
import { runModel } from "./run-model.js";
import { runSeed } from "./run-seed.js";
import { runTest } from "./run-test.js";
import { runUnitTest } from "./run-unit-test.js";

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

/** What is run: a node of the graph that is no mere description. */
export type Runnable = ProjectNode | UnitTestNode;

export function resultOf(node: Runnable, startedAt: Date, ms: number, ending: Ending): NodeResult {
  const isTest = node.resourceType === "test" || node.resourceType === "unit_test";
  const relation =
    isTest || isEphemeral(node) ? null : [node.database, node.schema, node.alias].map(quoteIdent);
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
    relationName: relation?.join(".") ?? null,
    ...ending,
  };
}

async function endingOf(
  context: RunContext,
  node: Runnable,
  session: AdapterSession,
  action: "run" | "compile",
): Promise<Ending> {
  if (node.resourceType === "unit_test") {
    return action === "compile" ? { status: "success" } : runUnitTest(context, node, session);
  }
  if (action === "compile") return compileOnly(context, node, session);
  if (context.clones !== undefined) {
    return runClone(context, node, session, context.clones.get(node.uniqueId));
  }
  switch (node.resourceType) {
    case "model":
      return (isMicrobatch(node) ? runMicrobatch : runModel)(context, node, session);
    case "snapshot":
      return runModel(context, node, session);
    case "seed":
      return runSeed(context, node, session);
    case "test":
      return runTest(context, node, session);
    case "analysis":
    case "operation":
      return compileOnly(context, node, session);
  }
}

/** Runs or compiles one node. Only bugs are thrown. */
export async function runNode(
  context: RunContext,
  node: Runnable,
  session: AdapterSession,
  action: "run" | "compile",
): Promise<NodeResult> {
  const startedAt = context.now();
  const began = performance.now();
  const ending = await endingOf(context, node, session, action);
  if (action === "run") context.inputColumns.delete(node.uniqueId);
  return resultOf(node, startedAt, Math.round(performance.now() - began), ending);
}
