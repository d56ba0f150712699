import type { EventSink } from "../../warehouse/events.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { AdapterSession } from "../adapters/adapter.js";
import { type Dag, topologicalOrder } from "../graph/dag.js";
import { isEphemeral, type ProjectNode } from "../manifest.js";
import type { NodeResult } from "../result.js";
import { reportResult } from "./report-result.js";
import type { RunContext } from "./run-context.js";
import { resultOf, runNode } from "./run-node.js";
import { type NodeOutcome, runDag, type SkipCause } from "./scheduler.js";
import { SessionPool } from "./session-pool.js";

/** A run over the nodes of `dag`. */
export interface GraphRun {
  context: RunContext;
  nodes: ReadonlyMap<string, ProjectNode>;
  dag: Dag;
  action: "run" | "compile";
  phase: string;
  threads: number;
  failFast: boolean;
  onEvent: EventSink;
  hooks: { start: readonly string[]; end: readonly string[] };
}

async function createSchemas(run: GraphRun, session: AdapterSession): Promise<void> {
  const { dialect } = run.context.adapter;
  const built = [...run.dag.parents.keys()].flatMap((id) => {
    const node = run.nodes.get(id);
    return node === undefined || node.resourceType === "test" || isEphemeral(node) ? [] : [node];
  });
  const statements = new Set(built.map((node) => dialect.createSchema(node.database, node.schema)));
  for (const statement of [...statements].sort()) await session.run(statement);
}

async function runHooks(
  run: GraphRun,
  name: string,
  hooks: readonly string[],
  session: AdapterSession,
): Promise<void> {
  for (const hook of hooks) {
    try {
      const sql = await run.context.compiler.renderProjectHook(name, hook, session);
      if (sql !== "") await session.run(sql);
    } catch (error) {
      throw new GranaryError("DBT_MODEL_FAILED", {
        message: `The ${name} hook of dbt_project.yml failed: ${messageOf(error)}`,
        details: [hook],
        cause: error,
      });
    }
  }
}

function skipMessage(run: GraphRun, cause: SkipCause): string {
  const name = run.nodes.get(cause.id)?.name ?? cause.id;
  return cause.kind === "upstream"
    ? `Skipped because ${name} did not succeed.`
    : `Skipped because ${name} failed and the run stops at the first failure.`;
}

function outcomeOf(run: GraphRun, result: NodeResult): NodeOutcome {
  const bad = result.status === "error" || result.status === "fail";
  return { blocks: bad || result.status === "skipped", stops: bad && run.failFast };
}

/** Runs or compiles every node of the graph. Results are in topological order. Throws only for hooks and bugs. */
export async function runGraph(run: GraphRun): Promise<NodeResult[]> {
  const order = topologicalOrder(run.dag);
  const results = new Map<string, NodeResult>();
  const pool = new SessionPool(run.context.adapter);
  const bugs: unknown[] = [];
  const one = async (node: ProjectNode, skip: SkipCause | null): Promise<NodeResult> => {
    if (skip === null) {
      return pool.use((session) => runNode(run.context, node, session, run.action));
    }
    const ending = { status: "skipped" as const, message: skipMessage(run, skip) };
    return resultOf(node, run.context.now(), 0, ending);
  };
  try {
    if (run.action === "run") {
      await pool.use(async (session) => {
        await createSchemas(run, session);
        await runHooks(run, "on-run-start", run.hooks.start, session);
      });
    }
    await runDag(run.dag, run.threads, async (id, skip) => {
      const node = run.nodes.get(id);
      if (node === undefined) return { blocks: false, stops: false };
      try {
        const result = await one(node, skip);
        results.set(id, result);
        reportResult(run.onEvent, run.phase, result, { done: results.size, total: order.length });
        return outcomeOf(run, result);
      } catch (bug) {
        bugs.push(bug);
        return { blocks: true, stops: true };
      }
    });
    if (bugs.length > 0) throw bugs[0];
    if (run.action === "run") {
      await pool.use((session) => runHooks(run, "on-run-end", run.hooks.end, session));
    }
  } finally {
    pool.close();
  }
  return order.flatMap((id) => results.get(id) ?? []);
}
