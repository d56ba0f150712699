import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { AdapterSession } from "../adapters/adapter.js";
import { nodeDict } from "../artifacts/node-dict.js";
import { fromPlain } from "../jinja/plain.js";
import { JinjaTuple, type JinjaValue } from "../jinja/value.js";
import type { ProjectNode } from "../manifest.js";
import { byCodeUnit } from "../plain.js";
import type { NodeResult } from "../result.js";
import type { RunContext } from "./run-context.js";

type Moment = "on-run-start" | "on-run-end";

/** One hook of dbt_project.yml. */
interface ProjectHook {
  packageName: string;
  index: number;
  sql: string;
}

/** The hooks of all packages in dbt's order: those of the root project, then by package. */
function hooksOf(context: RunContext, moment: Moment): ProjectHook[] {
  const { project: root, packages = [] } = context.compiler.host;
  const others = packages.map(({ project }) => project).filter(({ name }) => name !== root.name);
  others.sort((a, b) => byCodeUnit(a.name, b.name));
  return [root, ...others].flatMap(({ name, onRunStart, onRunEnd }) =>
    (moment === "on-run-start" ? onRunStart : onRunEnd).map((sql, index) => ({
      packageName: name,
      index,
      sql,
    })),
  );
}

/** A finished node as `results` shows it to hooks at the end. */
function resultDict(result: NodeResult, node: ProjectNode): JinjaValue {
  return fromPlain({
    node: nodeDict(node),
    status: result.status,
    message: result.status === "skipped" ? null : result.message,
    failures: result.failures,
    execution_time: result.executionMs / 1000,
    thread_id: "Thread-1",
    timing: [],
    adapter_response: {},
    batch_results: null,
  });
}

/** `results`, `schemas` and `database_schemas`, as hooks at the end of a run see them. */
export function endingVariables(
  results: readonly NodeResult[],
  nodes: ReadonlyMap<string, ProjectNode>,
): Record<string, JinjaValue> {
  const known = results.flatMap((result) => {
    const node = nodes.get(result.uniqueId);
    return node === undefined ? [] : [{ result, node }];
  });
  const built = known.filter(
    ({ result, node }) => node.resourceType !== "test" && result.status === "success",
  );
  const pairs = new Map(
    built.map(({ node: { database, schema } }) => [`${database}.${schema}`, [database, schema]]),
  );
  return {
    results: known.map(({ result, node }) => resultDict(result, node)),
    schemas: [...new Set(built.map(({ node }) => node.schema))],
    database_schemas: [...pairs.values()].map((pair) => new JinjaTuple(pair)),
  };
}

async function runHook(
  context: RunContext,
  moment: Moment,
  hook: ProjectHook,
  session: AdapterSession,
  variables: Readonly<Record<string, JinjaValue>>,
): Promise<void> {
  const name = `${hook.packageName}-${moment}-${hook.index}`;
  const jinja = context.compiler.projectContext(name, session, hook.packageName);
  Object.assign(jinja, variables);
  const origin = { file: "dbt_project.yml", packageName: hook.packageName };
  const sql = (await context.compiler.environment.render(hook.sql, jinja, origin)).trim();
  if (sql !== "") await session.run(sql);
}

function failure(moment: Moment, hook: ProjectHook, error: unknown): GranaryError {
  return new GranaryError("DBT_MODEL_FAILED", {
    message: `The ${moment} hook of dbt_project.yml failed: ${messageOf(error)}`,
    details: [hook.sql],
    cause: error,
  });
}

/**
 * Runs the project's hooks of one moment. After one that fails, the rest are skipped. Their results, called
 * `<package>-<moment>-<number>`, never throw.
 */
export async function runProjectHooks(
  context: RunContext,
  moment: Moment,
  session: AdapterSession,
  variables: Readonly<Record<string, JinjaValue>>,
): Promise<NodeResult[]> {
  const results: NodeResult[] = [];
  let failed = false;
  for (const hook of hooksOf(context, moment)) {
    const [startedAt, began] = [context.now(), performance.now()];
    const shown = `${hook.packageName}.${moment}.${hook.index}`;
    const name = `${hook.packageName}-${moment}-${hook.index}`;
    let ending: Pick<NodeResult, "status" | "message" | "error"> = {
      status: "success",
      message: `${shown} passed`,
      error: null,
    };
    if (failed) ending = { status: "skipped", message: `${shown} skipped`, error: null };
    else {
      try {
        await runHook(context, moment, hook, session, variables);
      } catch (cause) {
        const error = failure(moment, hook, cause);
        ending = { status: "error", message: error.message, error };
        failed = true;
      }
    }
    results.push({
      uniqueId: `operation.${hook.packageName}.${name}`,
      name,
      resourceType: "operation",
      failures: null,
      sample: null,
      rows: null,
      compiledSql: null,
      relationName: null,
      startedAt,
      executionMs: Math.round(performance.now() - began),
      ...ending,
    });
  }
  return results;
}
