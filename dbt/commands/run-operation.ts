import { GranaryError } from "../../warehouse/errors.js";
import { runResultsFile } from "../artifacts/run-results-file.js";
import { Compiler } from "../compile/compiler.js";
import { templateFault } from "../faults.js";
import { fromPlain } from "../jinja/plain.js";
import { logLine } from "../log/log-line.js";
import type { MacroNode } from "../manifest.js";
import { suggestion } from "../nearest.js";
import type { DbtResult, NodeResult } from "../result.js";
import { argumentsOf } from "./invocation-arguments.js";
import { summarize } from "./result-summary.js";
import { type DbtSession, factsOf, writeArtifact, writeManifest } from "./session.js";

/** The macro called `name`, or `package.name`: the root project's before others. */
function findMacro(session: DbtSession, name: string): MacroNode {
  const { macros, project } = session.parsed.manifest;
  const [own = "", packageName] = name.split(".").reverse();
  const found = [...macros.values()].filter(
    (macro) =>
      macro.name === own && (packageName === undefined || macro.packageName === packageName),
  );
  const macro = found.find((candidate) => candidate.packageName === project.name) ?? found[0];
  if (macro !== undefined) return macro;
  const near = suggestion(
    own,
    [...macros.values()].map((candidate) => candidate.name),
  );
  throw new GranaryError("DBT_SELECTOR_INVALID", {
    message: `There is no macro ${name} in any package.${near}`,
    hint: "Name a macro of the project, or package.macro.",
  });
}

function resultOf(
  macro: MacroNode,
  startedAt: Date,
  executionMs: number,
  error: GranaryError | null,
): NodeResult {
  return {
    uniqueId: macro.uniqueId,
    name: macro.name,
    resourceType: "operation",
    status: error === null ? "success" : "error",
    message: null,
    failures: error === null ? 0 : 1,
    sample: null,
    rows: null,
    executionMs,
    startedAt,
    compiledSql: null,
    relationName: null,
    error,
  };
}

/** `run-operation`: calls one macro with `--args`. Throws DBT_SELECTOR_INVALID where there is none. */
export async function operationCommand(session: DbtSession): Promise<DbtResult> {
  const { invocation, host, adapter, parsed } = session;
  await writeManifest(session);
  const macro = findMacro(session, invocation.macro ?? "");
  const began = performance.now();
  const startedAt = session.now();
  const compiler = new Compiler(host, adapter.dialect, parsed);
  const connection = await adapter.connect();
  let failure: GranaryError | null = null;
  try {
    const context = compiler.projectContext(macro.name, connection, macro.packageName);
    const given = Object.entries(invocation.macroArguments ?? {});
    const named = Object.fromEntries(given.map(([key, value]) => [key, fromPlain(value)]));
    await host.environment.callMacro(`${macro.packageName}.${macro.name}`, [], named, context);
  } catch (error) {
    const { message, details } = templateFault(
      `Macro ${macro.name}`,
      macro.originalFilePath,
      error,
    );
    failure = new GranaryError("DBT_COMPILE_FAILED", { message, details, cause: error });
    const text = ["Encountered an error while running operation:", message, ...details].join(
      "\n  ",
    );
    session.log(logLine("RunningOperationCaughtError", "Q001", text, {}, "error"));
  } finally {
    connection.close();
  }
  const elapsed = performance.now() - began;
  const results = [resultOf(macro, startedAt, Math.round(elapsed), failure)];
  const file = runResultsFile(results, [], elapsed, argumentsOf(invocation), factsOf(session));
  await writeArtifact(session, "run_results.json", file);
  return summarize(results);
}
