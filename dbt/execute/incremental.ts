import { GranaryError } from "../../warehouse/errors.js";
import type { IncrementalLoad, RelationKind, TimeSpan } from "../adapters/adapter.js";
import { strategySql } from "../compile/strategy-macro.js";
import type { ProjectNode } from "../manifest.js";
import { stringList } from "../plain.js";
import type { Build } from "./build.js";
import { checkContract, contractEnforced } from "./contract.js";
import { mergeOptions } from "./merge-options.js";
import { reconcileColumns } from "./schema-change.js";
import { buildTable, runHeader } from "./table.js";

function invalid({ name, originalFilePath }: ProjectNode, problem: string): GranaryError {
  return new GranaryError("DBT_PROJECT_INVALID", {
    message: `${name} (${originalFilePath}): ${problem}`,
    hint: "Use append, delete+insert, merge, microbatch or a macro get_incremental_<name>_sql.",
  });
}

/** Whether the node is to be built anew: its own `full_refresh` goes before the invocation's. */
export function fullRefresh(build: Build): boolean {
  const own = build.node.config["full_refresh"];
  return typeof own === "boolean" ? own : build.context.flags.fullRefresh;
}

function predicatesOf({ config }: ProjectNode): string[] {
  return stringList(config["predicates"] ?? config["incremental_predicates"]);
}

function eventTime(node: ProjectNode): string {
  const column = node.config["event_time"];
  if (typeof column !== "string" || column === "") {
    throw invalid(node, "the microbatch strategy needs an event_time.");
  }
  if (stringList(node.config["unique_key"]).length > 0) {
    throw invalid(node, "the microbatch strategy takes no unique_key: it replaces whole batches.");
  }
  return column;
}

async function statements(
  build: Build,
  load: IncrementalLoad,
  span: TimeSpan | null,
): Promise<string[]> {
  const { dialect, node } = build;
  const configured = node.config["incremental_strategy"];
  const strategy = typeof configured === "string" ? configured : "default";
  const custom = await strategySql(build.macros, strategy, load);
  if (custom !== null) return [custom];
  switch (strategy) {
    case "append":
      return dialect.append(load);
    case "default":
    case "delete+insert":
      return dialect.deleteAndInsert(load);
    case "merge":
      return dialect.merge(load, mergeOptions(node));
    case "microbatch":
      if (span === null) throw invalid(node, "the microbatch strategy needs a batch.");
      return dialect.replaceSpan(load, eventTime(node), span);
    case "insert_overwrite":
      throw invalid(node, "the incremental strategy insert_overwrite is not one of this engine's.");
    default:
      throw invalid(node, `there is no incremental strategy ${strategy}.`);
  }
}

let temporaries = 0;

/** A name no other temporary table of this process has. */
export function temporaryName(identifier: string): string {
  temporaries += 1;
  return `${identifier}__dbt_tmp${Date.now()}${temporaries}`;
}

/** How a batch of a microbatch model is built. */
interface BatchBuild {
  span: TimeSpan;
  /** The table is made anew, of this batch alone. */
  refresh: boolean;
}

/** Adds what `sql` gives to the node's table, as its strategy says. */
export async function loadIncrement(
  build: Build,
  sql: string,
  span: TimeSpan | null = null,
): Promise<void> {
  const { dialect, node, target } = build;
  await runHeader(build);
  if (contractEnforced(node)) await checkContract(build, sql);
  const temporary = temporaryName(target.identifier);
  await build.run(dialect.createTemporary(temporary, sql));
  const columns = await reconcileColumns(build, temporary);
  const key = node.config["unique_key"];
  const load: IncrementalLoad = {
    target,
    source: dialect.quote(temporary),
    columns,
    key: stringList(key),
    composite: Array.isArray(key),
    predicates: predicatesOf(node),
  };
  await build.runAll(await statements(build, load, span));
  await build.run(dialect.dropTemporary(temporary));
}

/** Builds an incremental model anew, or adds what `sql` gives to it. */
export async function buildIncremental(
  build: Build,
  sql: string,
  existing: RelationKind | null,
  batch?: BatchBuild,
): Promise<"table"> {
  const refresh = batch === undefined ? fullRefresh(build) : batch.refresh;
  if (existing !== "table" || refresh) return buildTable(build, sql, existing);
  await loadIncrement(build, sql, batch?.span ?? null);
  return "table";
}
