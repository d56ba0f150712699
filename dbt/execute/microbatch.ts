import type { AdapterSession } from "../adapters/adapter.js";
import type { Batch } from "../compile/compile-options.js";
import { materializationOf, type ProjectNode } from "../manifest.js";
import { batchesOf } from "./batches.js";
import { Build } from "./build.js";
import { buildIncremental, fullRefresh } from "./incremental.js";
import { compileError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { failed } from "./run-model.js";

export function isMicrobatch(node: ProjectNode): boolean {
  return (
    materializationOf(node) === "incremental" &&
    node.config["incremental_strategy"] === "microbatch"
  );
}

/** Where a batch stands among those of its run. */
interface Place {
  first: boolean;
  last: boolean;
  /** The table was there before, or a batch of this run has made it. */
  incremental: boolean;
}

function batchFile(node: ProjectNode, { id }: Batch): ProjectNode {
  const file = (path: string): string =>
    path.replace(/([^/]+)\.sql$/, (_, name: string) => `${name}/${name}_${id}.sql`);
  return { ...node, path: file(node.path), originalFilePath: file(node.originalFilePath) };
}

async function runBatch(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
  batch: Batch,
  { first, last, incremental }: Place,
): Promise<Ending> {
  let sql: string;
  try {
    const { compiler } = context;
    sql = (await compiler.compile(node, session, { ...compiler.defaults, batch })).sql;
  } catch (error) {
    const typed = compileError(node, error);
    return { status: "error", message: typed.message, error: typed };
  }
  await writeSql(context, "compiled", batchFile(node, batch), sql);
  const build = new Build(context, session, node);
  try {
    const rows = await build.all(
      (existing) => buildIncremental(build, sql, existing, { span: batch, refresh: !incremental }),
      { pre: first, post: last },
    );
    await writeSql(context, "run", batchFile(node, batch), build.done.join(";\n\n") + ";");
    return { status: "success", rows, compiledSql: sql };
  } catch (error) {
    return failed(context, node, error, sql);
  }
}

/**
 * Runs a microbatch model, batch after batch, each in a transaction of its own. Once the first has succeeded, a batch
 * that fails leaves the others alone. Never throws for the user's mistakes.
 */
export async function runMicrobatch(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
): Promise<Ending> {
  const build = new Build(context, session, node);
  const kind = await session.kindOf(build.target);
  let incremental = kind === "table" && !fullRefresh(build);
  let batches: readonly Batch[];
  try {
    const { eventTimeStart: start = null, eventTimeEnd: end = null } = context.flags;
    const known = context.batches?.get(node.uniqueId);
    batches = known ?? batchesOf(node, { incremental, start, end, now: context.now() });
  } catch (error) {
    return failed(context, node, error, "");
  }
  const successful: Batch[] = [];
  const broken: Batch[] = [];
  let ending: Ending = { status: "success" };
  let failure: Ending | null = null;
  for (const [index, batch] of batches.entries()) {
    const skip = index > 0 && successful.length === 0;
    if (!skip) {
      const place = { first: index === 0, last: index === batches.length - 1, incremental };
      ending = await runBatch(context, node, session, batch, place);
    }
    if (!skip && ending.status === "success") {
      successful.push(batch);
      incremental = true;
    } else {
      failure ??= ending;
      broken.push(batch);
    }
  }
  const results = { batches: { successful, failed: broken } };
  if (failure === null) return { ...ending, ...results, message: "SUCCESS" };
  const partly = `PARTIAL SUCCESS (${successful.length}/${batches.length})`;
  const message = successful.length === 0 ? failure.message : `${partly}: ${failure.message ?? ""}`;
  return { ...failure, ...results, ...(message === undefined ? {} : { message }) };
}
