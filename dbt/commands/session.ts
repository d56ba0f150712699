import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adapter } from "../adapters/adapter.js";
import { duckdbAdapter } from "../adapters/duckdb.js";
import type { ArtifactFacts } from "../artifacts/facts.js";
import { manifestFile } from "../artifacts/manifest-file.js";
import type { ContextHost } from "../context/base-context.js";
import type { DbtInvocation } from "../invocation.js";
import { JinjaEnvironment } from "../jinja/environment.js";
import type { LogSink } from "../log/log-line.js";
import { logLine } from "../log/log-line.js";
import { foundLine, versionLine } from "../log/run-lines.js";
import type { GraphNode } from "../manifest.js";
import { type ParsedProject, parseProject } from "../parse/parse-project.js";
import type { Dict } from "../plain.js";
import { readProject } from "../project/project-file.js";
import { type PreviousState, readPreviousState } from "../state/previous-state.js";

/** A parsed project and the database it is to be run in. */
export interface DbtSession {
  invocation: DbtInvocation;
  host: ContextHost;
  adapter: Adapter;
  parsed: ParsedProject;
  /** Every member of the graph, by id. */
  members: ReadonlyMap<string, GraphNode>;
  targetDir: string;
  previous: PreviousState | null;
  /** What the command was asked to work on, once that is known. */
  selected: ReadonlySet<string>;
  /** Milliseconds on the monotonic clock when the command began. */
  began: number;
  log: LogSink;
  now: () => Date;
}

function createHost(
  invocation: DbtInvocation,
  project: ContextHost["project"],
  startedAt: Date,
  log: LogSink,
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
    flags: {
      fullRefresh: invocation.fullRefresh ?? false,
      storeFailures: invocation.storeFailures ?? false,
    },
    note: (level, message) => {
      invocation.onEvent({ type: "note", level, message });
      log(logLine("JinjaLogInfo", "I062", message, { msg: message }, level));
    },
  };
}

/** Reads and parses the project. Throws what reading and parsing throw. */
export async function openSession(invocation: DbtInvocation): Promise<DbtSession> {
  const now = invocation.now ?? (() => new Date());
  const began = performance.now();
  const log = invocation.onLog ?? ((): void => undefined);
  log(versionLine());
  const project = await readProject(invocation.projectDir);
  const host = createHost(invocation, project, now(), log);
  const adapter = duckdbAdapter(invocation.connect);
  const targetDir = invocation.targetDir ?? join(invocation.projectDir, project.targetPath);
  const parsed = await parseProject(host, adapter.dialect, targetDir);
  const { manifest } = parsed;
  log(foundLine(manifest));
  const { stateDir } = invocation;
  const session: DbtSession = {
    invocation,
    host,
    adapter,
    parsed,
    members: new Map<string, GraphNode>([
      ...manifest.sources,
      ...manifest.nodes,
      ...manifest.unitTests,
      ...manifest.exposures,
    ]),
    targetDir,
    previous: stateDir === undefined ? null : await readPreviousState(stateDir),
    selected: new Set(),
    began,
    log,
    now,
  };
  host.selectedResources = () => [...session.selected];
  return session;
}

/** What artifacts written now say of this run. */
export function factsOf(session: DbtSession): ArtifactFacts {
  const { host } = session;
  return {
    generatedAt: session.now(),
    startedAt: host.startedAt,
    invocationId: host.invocationId,
    adapterType: host.adapterType,
  };
}

/** Writes one artifact into the target folder. */
export async function writeArtifact(
  session: DbtSession,
  name: string,
  content: unknown,
): Promise<string> {
  await mkdir(session.targetDir, { recursive: true });
  const text = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  const file = join(session.targetDir, name);
  await writeFile(file, text);
  return file;
}

/** Writes manifest.json; `compiled` is SQL by id. */
export async function writeManifest(
  session: DbtSession,
  compiled: ReadonlyMap<string, string>,
  lineage: ReadonlyMap<string, Dict> = new Map(),
): Promise<void> {
  const { manifest, dag } = session.parsed;
  const content = manifestFile(manifest, dag, factsOf(session), { compiled, lineage });
  await writeArtifact(session, "manifest.json", content);
}
