import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adapter } from "../adapters/adapter.js";
import { duckdbAdapter } from "../adapters/duckdb.js";
import type { ArtifactFacts } from "../artifacts/facts.js";
import { sameManifest, noteManifest } from "../artifacts/manifest-body.js";
import { type ManifestExtras, manifestFile, manifestMetadata } from "../artifacts/manifest-file.js";
import type { ContextHost } from "../context/base-context.js";
import type { DbtInvocation } from "../invocation.js";
import { JinjaEnvironment } from "../jinja/environment.js";
import type { LogSink } from "../log/log-line.js";
import { logLine } from "../log/log-line.js";
import { foundLine, versionLine } from "../log/run-lines.js";
import { minding, type WarningPolicy, warningPolicy } from "../log/warning-policy.js";
import type { GraphNode } from "../manifest.js";
import { type ParsedProject, parseProject } from "../parse/parse-project.js";
import type { Dict } from "../plain.js";
import { readProject } from "../project/project-file.js";
import { yamlRenderer } from "../project/render-project.js";
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
  warnings: WarningPolicy;
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
      const event = level === "warn" ? ["JinjaLogWarning", "I061"] : ["JinjaLogInfo", "I062"];
      log(logLine(event[0] ?? "", event[1] ?? "", message, { msg: message }, level));
    },
  };
}

/** `target` as dbt_project.yml sees it. */
function targetDict({ target, threads }: DbtInvocation): Dict {
  const { name, schema, database, settings } = target;
  return { ...settings, database, schema, type: "duckdb", threads: threads ?? 1, name };
}

/** Reads and parses the project. Throws what reading and parsing throw. */
export async function openSession(invocation: DbtInvocation): Promise<DbtSession> {
  const now = invocation.now ?? (() => new Date());
  const began = performance.now();
  const policy = warningPolicy(invocation.warnError ?? false, invocation.warnErrorOptions);
  const log = minding(policy, invocation.onLog ?? ((): void => undefined));
  log(versionLine());
  const render = yamlRenderer({
    vars: invocation.vars,
    env: invocation.env ?? {},
    target: targetDict(invocation),
  });
  const project = await readProject(invocation.projectDir, render);
  const host = createHost(invocation, project, now(), log);
  const adapter = duckdbAdapter(invocation.connect);
  const targetDir = invocation.targetDir ?? join(invocation.projectDir, project.targetPath);
  const parsed = await parseProject(host, adapter.dialect, targetDir, render);
  const { manifest } = parsed;
  log(foundLine(manifest));
  const { stateDir } = invocation;
  const session: DbtSession = {
    invocation,
    host,
    adapter,
    parsed,
    warnings: policy,
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
  const file = join(session.targetDir, name);
  await writeFile(file, jsonOf(content));
  return file;
}

/** Text of an artifact. Looking at every value for large whole numbers takes longer, so only where there are any. */
function jsonOf(content: unknown): string {
  try {
    return JSON.stringify(content);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(content, (_key, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    );
  }
}

/**
 * Writes manifest.json, with what is known of the nodes by now. Where nothing is known beyond a parse that was kept, and
 * the file of that parse still stands, only its metadata is made anew.
 */
export async function writeManifest(
  session: DbtSession,
  known?: Partial<ManifestExtras>,
): Promise<void> {
  const { manifest, dag, stamp } = session.parsed;
  const { targetDir } = session;
  const facts = factsOf(session);
  if (known === undefined && stamp !== null) {
    const metadata = jsonOf(manifestMetadata(manifest, facts));
    if (await sameManifest(targetDir, stamp, metadata)) return;
  }
  const extras = { compiled: new Map(), ctes: new Map(), lineage: new Map(), ...known };
  const content = manifestFile(manifest, dag, facts, extras);
  await writeArtifact(session, "manifest.json", content);
  if (known === undefined && stamp !== null) {
    await noteManifest(targetDir, stamp, jsonOf(content["metadata"]));
  }
}
