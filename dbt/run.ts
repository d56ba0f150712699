import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventSink } from "../warehouse/events.js";
import { duckdbAdapter } from "./adapters/duckdb.js";
import { type ArtifactFacts, manifestFile } from "./artifacts/manifest-file.js";
import { runResultsFile } from "./artifacts/run-results-file.js";
import { Compiler } from "./compile/compiler.js";
import type { ContextHost, Target } from "./context/base-context.js";
import { type GraphRun, runGraph } from "./execute/run-graph.js";
import { subgraph, withTestGates } from "./graph/dag.js";
import { selectNodes } from "./graph/selector.js";
import { JinjaEnvironment } from "./jinja/environment.js";
import { isEphemeral, type GraphNode, type ResourceType } from "./manifest.js";
import { type ParsedProject, parseProject } from "./parse/parse-project.js";
import { readProject } from "./project/project-file.js";
import type { DbtResult, NodeResult } from "./result.js";
import { checkMarts } from "./rules/mart-rules.js";

export type DbtCommand = "build" | "run" | "test" | "seed" | "compile" | "ls" | "parse";

export interface DbtInvocation {
  command: DbtCommand;
  /** The folder of dbt_project.yml. */
  projectDir: string;
  /** Where artifacts go; the project's `target-path` unless given. */
  targetDir?: string;
  /** They win over the project's. */
  vars: Record<string, unknown>;
  select?: readonly string[];
  exclude?: readonly string[];
  /** Nodes run at once; 1 unless given. */
  threads?: number;
  /** Begin nothing more after the first failure. */
  failFast?: boolean;
  target: Target;
  /** Opens one more connection to the same database; the run closes it. */
  connect: () => Promise<DuckDBConnection>;
  /** What `env_var()` may read; nothing unless given. */
  env?: Readonly<Record<string, string>>;
  onEvent: EventSink;
  now?: () => Date;
}

const ANNOUNCED: Record<DbtCommand, string> = {
  build: "Building and testing the models",
  run: "Building the models",
  test: "Testing the models",
  seed: "Loading the seeds",
  compile: "Compiling the models",
  ls: "Listing the models",
  parse: "Parsing the project",
};

const TYPES: Record<DbtCommand, readonly ResourceType[]> = {
  build: ["model", "seed", "test"],
  run: ["model"],
  test: ["test"],
  seed: ["seed"],
  compile: ["model", "seed", "test"],
  ls: ["model", "seed", "test", "source"],
  parse: [],
};

function createHost(
  invocation: DbtInvocation,
  project: ContextHost["project"],
  startedAt: Date,
): ContextHost {
  return {
    project,
    environment: new JinjaEnvironment({ rootPackage: project.name }),
    target: invocation.target,
    adapterType: "duckdb",
    vars: invocation.vars,
    env: invocation.env ?? {},
    command: invocation.command,
    invocationId: randomUUID(),
    startedAt,
    threads: invocation.threads ?? 1,
    note: (level, message) => {
      invocation.onEvent({ type: "note", level, message });
    },
  };
}

async function writeJson(targetDir: string, name: string, content: unknown): Promise<void> {
  await mkdir(targetDir, { recursive: true });
  const text = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  await writeFile(join(targetDir, name), text);
}

function listedName(node: GraphNode): string {
  return node.resourceType === "source"
    ? `source:${node.packageName}.${node.sourceName}.${node.name}`
    : node.fqn.join(".");
}

function summarize(results: readonly NodeResult[]): DbtResult {
  const tests = results.filter((result) => result.resourceType === "test");
  const count = (...statuses: NodeResult["status"][]): number =>
    tests.filter((result) => statuses.includes(result.status)).length;
  const bad = results.some((result) => result.status === "error" || result.status === "fail");
  return {
    status: bad ? "failed" : "ok",
    results,
    tests: { passed: count("pass"), failed: count("fail", "error"), warned: count("warn") },
    errors: results.flatMap((result) => result.error ?? []),
  };
}

function graphRun(
  invocation: DbtInvocation,
  host: ContextHost,
  parsed: ParsedProject,
  selected: ReadonlySet<string>,
  targetDir: string,
): GraphRun {
  const { command, projectDir } = invocation;
  const { nodes } = parsed.manifest;
  const adapter = duckdbAdapter(invocation.connect);
  const kept = [...selected].filter((id) => {
    const node = nodes.get(id);
    return node !== undefined && (command === "compile" || !isEphemeral(node));
  });
  const isTest = (id: string): boolean => nodes.get(id)?.resourceType === "test";
  const full = command === "build" ? withTestGates(parsed.dag, isTest) : parsed.dag;
  return {
    context: {
      adapter,
      compiler: new Compiler(host, adapter.dialect, parsed),
      projectDir,
      targetDir,
      now: invocation.now ?? (() => new Date()),
    },
    nodes,
    dag: subgraph(full, new Set(kept)),
    action: command === "compile" ? "compile" : "run",
    phase: command,
    threads: invocation.threads ?? 1,
    failFast: invocation.failFast ?? false,
    onEvent: invocation.onEvent,
    hooks: { start: host.project.onRunStart, end: host.project.onRunEnd },
  };
}

/**
 * Runs one dbt command on the project in `projectDir`. Nodes that fail are in the result, with an error each. Throws
 * GranaryError for what keeps anything from running: DBT_PROJECT_INVALID, DBT_COMPILE_FAILED, DBT_REF_UNKNOWN,
 * DBT_CYCLE, DBT_SELECTOR_INVALID, and, before anything is built, DBT_GRAIN_MISSING and DBT_MART_UNDESCRIBED.
 */
export async function runDbt(invocation: DbtInvocation): Promise<DbtResult> {
  const { command, projectDir, onEvent } = invocation;
  const startedAt = (invocation.now ?? (() => new Date()))();
  const began = performance.now();
  onEvent({ type: "phase", phase: command, message: ANNOUNCED[command] });
  const project = await readProject(projectDir);
  const targetDir = invocation.targetDir ?? join(projectDir, project.targetPath);
  const host = createHost(invocation, project, startedAt);
  const parsed = await parseProject(host, duckdbAdapter(invocation.connect).dialect);
  const { manifest, dag } = parsed;
  const facts: ArtifactFacts = {
    generatedAt: startedAt,
    invocationId: host.invocationId,
    adapterType: host.adapterType,
  };
  const writeManifest = (compiled: ReadonlyMap<string, string>): Promise<void> =>
    writeJson(targetDir, "manifest.json", manifestFile(manifest, dag, facts, compiled));
  await writeManifest(new Map());

  const all = new Map<string, GraphNode>([...manifest.sources, ...manifest.nodes]);
  const { select, exclude } = invocation;
  const selection = selectNodes({ nodes: all, dag }, select, exclude, TYPES[command]);
  for (const selector of selection.unmatched) {
    host.note("warn", `The selector ${JSON.stringify(selector)} matches nothing.`);
  }
  if (command === "parse") return summarize([]);
  if (command === "ls") {
    const ids = [...selection.ids].sort();
    const listed = ids.flatMap((id) => all.get(id) ?? []).map(listedName);
    return { ...summarize([]), listed };
  }
  if (command !== "compile" && command !== "seed") checkMarts(manifest.nodes.values());
  const results = await runGraph(graphRun(invocation, host, parsed, selection.ids, targetDir));
  await writeManifest(
    new Map(
      results.flatMap(({ uniqueId, compiledSql }) =>
        compiledSql === null ? [] : [[uniqueId, compiledSql] as const],
      ),
    ),
  );
  const args = {
    which: command,
    select: select ?? [],
    exclude: exclude ?? [],
    vars: invocation.vars,
  };
  const elapsed = performance.now() - began;
  await writeJson(targetDir, "run_results.json", runResultsFile(results, elapsed, args, facts));
  return summarize(results);
}
