import { docsCommand } from "./commands/docs.js";
import { freshnessCommand } from "./commands/freshness.js";
import { listCommand } from "./commands/list.js";
import { summarize } from "./commands/result-summary.js";
import { runCommand } from "./commands/run-command.js";
import { operationCommand } from "./commands/run-operation.js";
import { selectedIds } from "./commands/selected.js";
import { type DbtSession, openSession, writeManifest } from "./commands/session.js";
import { compileInline, showCommand } from "./commands/show.js";
import type { DbtCommand, DbtInvocation } from "./invocation.js";
import type { DbtResult } from "./result.js";

export type { DbtCommand, DbtInvocation } from "./invocation.js";

const ANNOUNCED: Record<DbtCommand, string> = {
  build: "Building and testing the models",
  run: "Building the models",
  test: "Testing the models",
  seed: "Loading the seeds",
  snapshot: "Taking the snapshots",
  compile: "Compiling the models",
  show: "Previewing a model",
  ls: "Listing the models",
  parse: "Parsing the project",
  "docs generate": "Writing the documentation's files",
  "source freshness": "Checking how fresh the sources are",
  "run-operation": "Running a macro",
  clone: "Cloning from another state",
};

async function parseCommand(session: DbtSession): Promise<DbtResult> {
  await writeManifest(session);
  await selectedIds(session);
  return summarize([]);
}

async function listAndWrite(session: DbtSession): Promise<DbtResult> {
  await writeManifest(session);
  return listCommand(session);
}

function compileCommand(session: DbtSession): Promise<DbtResult> {
  const { inline } = session.invocation;
  return inline === undefined ? runCommand(session) : compileInline(session, inline);
}

const WORK: Record<DbtCommand, (session: DbtSession) => Promise<DbtResult>> = {
  build: runCommand,
  run: runCommand,
  test: runCommand,
  seed: runCommand,
  snapshot: runCommand,
  compile: compileCommand,
  show: showCommand,
  ls: listAndWrite,
  parse: parseCommand,
  "docs generate": docsCommand,
  "source freshness": freshnessCommand,
  "run-operation": operationCommand,
  clone: runCommand,
};

/**
 * Runs one dbt command on the project in `projectDir`. Nodes that fail are in the result, with an error each. Throws
 * GranaryError for what keeps anything from running: DBT_PROJECT_INVALID, DBT_COMPILE_FAILED, DBT_REF_UNKNOWN,
 * DBT_CYCLE, DBT_SELECTOR_INVALID, and, before anything is built, DBT_GRAIN_MISSING and DBT_MART_UNDESCRIBED.
 */
export async function runDbt(invocation: DbtInvocation): Promise<DbtResult> {
  const { command, onEvent } = invocation;
  onEvent({ type: "phase", phase: command, message: ANNOUNCED[command] });
  return WORK[command](await openSession(invocation));
}
