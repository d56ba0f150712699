import type { EventSink } from "../../warehouse/events.js";
import type { AdapterSession } from "../adapters/adapter.js";
import { connectingLate } from "../adapters/late-session.js";
import { type Dag, topologicalOrder, withEdges } from "../graph/dag.js";
import {
  isEphemeral,
  type ProjectNode,
  type ResourceType,
  type SourceNode,
  type UnitTestNode,
} from "../manifest.js";
import type { NodeResult } from "../result.js";
import { reportResult } from "./report-result.js";
import type { RunContext } from "./run-context.js";
import { endingVariables, runProjectHooks } from "./project-hooks.js";
import { resultOf, type Runnable, runNode } from "./run-node.js";
import { type NodeOutcome, runDag, type SkipCause } from "./scheduler.js";
import { SessionPool } from "./session-pool.js";
import { storedAs } from "./test-query.js";

const BUILT: readonly ResourceType[] = ["model", "seed", "snapshot"];
const TESTS_IN_THE_TIME_OF_A_MODEL = 10;

/** A run over the nodes of `dag`. */
export interface GraphRun {
  context: RunContext;
  nodes: ReadonlyMap<string, ProjectNode>;
  unitTests?: ReadonlyMap<string, UnitTestNode>;
  /** Where given, what makes the relation of a source is begun before what reads the source, if nothing else forbids it. */
  sources?: ReadonlyMap<string, SourceNode>;
  dag: Dag;
  action: "run" | "compile";
  phase: string;
  threads: number;
  failFast: boolean;
  onEvent: EventSink;
  /** Told of every node as it begins (not of skipped ones) and as it ends. */
  watch?: GraphWatch;
}

export interface GraphWatch {
  began: (id: string) => void;
  ended: (result: NodeResult) => void;
}

function makesRelation(run: GraphRun, node: ProjectNode): boolean {
  if (node.resourceType === "test") return storedAs(node, run.context.flags) !== null;
  return !isEphemeral(node) && BUILT.includes(node.resourceType);
}

async function createSchemas(run: GraphRun, session: AdapterSession): Promise<void> {
  const { dialect } = run.context.adapter;
  const built = [...run.dag.parents.keys()].flatMap((id) => {
    const node = run.nodes.get(id);
    return node !== undefined && makesRelation(run, node) ? [node] : [];
  });
  const statements = new Set(built.map((node) => dialect.createSchema(node.database, node.schema)));
  for (const statement of [...statements].sort()) await session.run(statement);
}

function skipMessage(run: GraphRun, cause: SkipCause): string {
  const name = (run.nodes.get(cause.id) ?? run.unitTests?.get(cause.id))?.name ?? cause.id;
  return cause.kind === "upstream"
    ? `Skipped because ${name} did not succeed.`
    : `Skipped because ${name} failed and the run stops at the first failure.`;
}

function outcomeOf(run: GraphRun, result: NodeResult): NodeOutcome {
  const bad = result.status === "error" || result.status === "fail";
  return { blocks: bad || result.status === "skipped", stops: bad && run.failFast };
}

/** Who makes the relation of a source, and who reads that source: no edge of the graph says so. */
function* makersAndReaders(run: GraphRun): Generator<[string, string]> {
  const nameOf = (...parts: string[]): string => parts.join("\0").toLowerCase();
  const makers = new Map<string, string>();
  for (const id of run.dag.parents.keys()) {
    const node = run.nodes.get(id);
    if (node === undefined || !BUILT.includes(node.resourceType)) continue;
    makers.set(nameOf(node.database, node.schema, node.alias), id);
  }
  for (const id of run.dag.parents.keys()) {
    for (const parent of run.nodes.get(id)?.dependsOn ?? []) {
      const source = run.sources?.get(parent);
      if (source === undefined) continue;
      const maker = makers.get(nameOf(source.database, source.schema, source.identifier));
      if (maker !== undefined) yield [maker, id];
    }
  }
}

async function runNodes(
  run: GraphRun,
  order: readonly string[],
  pool: SessionPool,
): Promise<Map<string, NodeResult>> {
  const results = new Map<string, NodeResult>();
  const bugs: unknown[] = [];
  const one = async (node: Runnable, skip: SkipCause | null): Promise<NodeResult> => {
    if (skip === null) {
      run.watch?.began(node.uniqueId);
      return pool.use((session) => runNode(run.context, node, session, run.action));
    }
    const ending = { status: "skipped" as const, message: skipMessage(run, skip) };
    return resultOf(node, run.context.now(), 0, ending);
  };
  const weightOf = (id: string): number => {
    const node = run.nodes.get(id);
    return node !== undefined && BUILT.includes(node.resourceType)
      ? TESTS_IN_THE_TIME_OF_A_MODEL
      : 1;
  };
  const waiting = withEdges(run.dag, makersAndReaders(run));
  await runDag(run.dag, { threads: run.threads, weightOf, waiting }, async (id, skip) => {
    const node = run.nodes.get(id) ?? run.unitTests?.get(id);
    if (node === undefined) return { blocks: false, stops: false };
    try {
      const result = await one(node, skip);
      results.set(id, result);
      run.watch?.ended(result);
      reportResult(run.onEvent, run.phase, result, { done: results.size, total: order.length });
      return outcomeOf(run, result);
    } catch (bug) {
      bugs.push(bug);
      return { blocks: true, stops: true };
    }
  });
  if (bugs.length > 0) throw bugs[0];
  return results;
}

/**
 * Runs or compiles every node of the graph, between the hooks of the project. Results are in topological order, those of
 * hooks at their ends. Throws only bugs.
 */
export async function runGraph(run: GraphRun): Promise<NodeResult[]> {
  const order = topologicalOrder(run.dag);
  const compiling = run.action === "compile";
  const { adapter } = run.context;
  const pool = new SessionPool(compiling ? connectingLate(adapter) : adapter);
  try {
    const started = compiling
      ? []
      : await pool.use(async (session) => {
          await createSchemas(run, session);
          return runProjectHooks(run.context, "on-run-start", session, {});
        });
    const results = await runNodes(run, order, pool);
    const ended = compiling
      ? []
      : await pool.use((session) => {
          const variables = endingVariables([...results.values()], run.nodes);
          return runProjectHooks(run.context, "on-run-end", session, variables);
        });
    return [...started, ...order.flatMap((id) => results.get(id) ?? []), ...ended];
  } finally {
    pool.close();
  }
}
