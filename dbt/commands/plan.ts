import type { AdapterSession } from "../adapters/adapter.js";
import { Compiler } from "../compile/compiler.js";
import { runGraph } from "../execute/run-graph.js";
import { subgraph } from "../graph/dag.js";
import type { DbtInvocation } from "../invocation.js";
import type { ProjectNode } from "../manifest.js";
import { type BuiltNode, builtNode, readBuiltState } from "../plan/built-state.js";
import { type PlannedNode, planBuild } from "../plan/plan.js";
import { builtStateFile, dataVersions } from "./built.js";
import { selectedIds } from "./selected.js";
import { type DbtSession, openSession } from "./session.js";

const BUILT: ReadonlySet<string> = new Set(["model", "seed", "snapshot"]);

async function compiledNow(
  session: DbtSession,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { invocation, host, adapter, parsed } = session;
  const models = ids.filter((id) => parsed.manifest.nodes.get(id)?.resourceType === "model");
  const results = await runGraph({
    context: {
      adapter,
      compiler: new Compiler(host, adapter.dialect, parsed),
      projectDir: invocation.projectDir,
      targetDir: session.targetDir,
      flags: { fullRefresh: false, storeFailures: false },
      inputColumns: new Map(),
      now: session.now,
    },
    nodes: parsed.manifest.nodes,
    dag: subgraph(parsed.dag, new Set(models)),
    action: "compile",
    phase: "plan",
    threads: invocation.threads ?? 1,
    failFast: false,
    onEvent: () => undefined,
  });
  return new Map(
    results.flatMap(({ uniqueId, compiledSql }) =>
      compiledSql === null ? [] : [[uniqueId, compiledSql] as const],
    ),
  );
}

async function existing(
  session: DbtSession,
  connection: AdapterSession,
  nodes: Iterable<ProjectNode>,
): Promise<Set<string>> {
  const { rows } = await connection.query(
    "select database_name, schema_name, table_name from duckdb_tables()" +
      " union all select database_name, schema_name, view_name from duckdb_views()",
  );
  const found = new Set(rows.map((row) => row.map(String).join("\0").toLowerCase()));
  const ids = new Set<string>();
  for (const { uniqueId, database, schema, alias } of nodes) {
    if (found.has([database, schema, alias].join("\0").toLowerCase())) ids.add(uniqueId);
  }
  return ids;
}

export interface BuildPlan {
  nodes: readonly PlannedNode[];
  /** "schema.table" of every model stored as a table, for a comparison with another version. */
  tables: readonly string[];
}

/** What a build of the nodes selected would change, and why. Nothing is run; templates may query. */
export async function planCommand(invocation: DbtInvocation): Promise<BuildPlan> {
  const session = await openSession(invocation);
  const { nodes, macros } = session.parsed.manifest;
  const buildable = new Map([...nodes].filter(([, node]) => BUILT.has(node.resourceType)));
  const compiled = await compiledNow(session, [...buildable.keys()]);
  const connection = await session.adapter.connect();
  try {
    const versions = await dataVersions(session, connection);
    const now = new Map<string, BuiltNode>(
      [...buildable].map(([id, node]) => {
        const ephemeral = node.config["materialized"] === "ephemeral";
        const sql = ephemeral ? null : (compiled.get(id) ?? null);
        return [id, builtNode(node, sql, macros, versions)];
      }),
    );
    const project = {
      nodes: buildable,
      dag: subgraph(session.parsed.dag, new Set(buildable.keys())),
      now,
      existing: await existing(session, connection, buildable.values()),
    };
    const plan = planBuild(project, await readBuiltState(builtStateFile(session.targetDir)));
    const selected = await selectedIds(session);
    const tables = [...buildable.values()]
      .filter(({ resourceType, config }) => {
        const kind = config["materialized"];
        return resourceType === "model" && kind !== "view" && kind !== "ephemeral";
      })
      .map(({ schema, alias }) => `${schema}.${alias}`);
    return {
      nodes: plan.filter(({ id, change }) => selected.has(id) || change === "removed"),
      tables,
    };
  } finally {
    connection.close();
  }
}
