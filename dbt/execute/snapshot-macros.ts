import type { SnapshotPlan } from "../adapters/adapter.js";
import { nodeDict } from "../artifacts/node-dict.js";
import { callOwnMacro, ownMacroSql } from "../compile/own-macro.js";
import { Relation } from "../context/relation.js";
import { fromPlain, toPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import { dictOf, isDict, stringList, stringOr } from "../plain.js";
import type { Build } from "./build.js";

type Strategy = Pick<
  SnapshotPlan,
  "key" | "composite" | "updatedAt" | "rowChanged" | "scdId" | "deletes"
>;

function deletesIn(strategy: Record<string, unknown>): SnapshotPlan["deletes"] {
  const mode = strategy["hard_deletes"];
  if (mode === "invalidate" || mode === "new_record") return mode;
  return strategy["invalidate_hard_deletes"] === true ? "invalidate" : "ignore";
}

/** What the project's own `snapshot_<strategy>_strategy` says; null where it has none. */
export async function ownStrategy(
  build: Build,
  name: string,
  exists: boolean,
): Promise<Strategy | null> {
  const model = nodeDict(build.node);
  const told = await callOwnMacro(build.macros, `snapshot_${name}_strategy`, {
    node: fromPlain(model),
    snapshotted_rel: "snapshotted_data",
    current_rel: "source_data",
    model_config: fromPlain(dictOf(model["config"])),
    target_exists: exists,
  });
  const strategy = told === undefined ? null : toPlain(told);
  if (!isDict(strategy)) return null;
  return {
    key: stringList(strategy["unique_key"]),
    composite: Array.isArray(strategy["unique_key"]),
    updatedAt: stringOr(strategy["updated_at"], build.dialect.snapshotTime).trim(),
    rowChanged: stringOr(strategy["row_changed"], "false").trim(),
    scdId: stringOr(strategy["scd_id"], "").trim(),
    deletes: deletesIn(strategy),
  };
}

/** The hash that identifies a row's version: the project's own, or the engine's. */
export async function hashArguments(build: Build, args: readonly string[]): Promise<string> {
  const own = await ownMacroSql(build.macros, "snapshot_hash_arguments", { args: [...args] });
  return own ?? build.dialect.hashOf(args);
}

/** The moment of the snapshot as SQL: the project's own, or the engine's. */
export async function snapshotMoment(build: Build): Promise<string> {
  return (await ownMacroSql(build.macros, "snapshot_get_time", {})) ?? build.dialect.snapshotTime;
}

function strategyValue(plan: SnapshotPlan): JinjaValue {
  return fromPlain({
    unique_key: plan.composite ? [...plan.key] : (plan.key[0] ?? null),
    updated_at: plan.updatedAt,
    row_changed: plan.rowChanged,
    scd_id: plan.scdId,
    invalidate_hard_deletes: plan.deletes === "invalidate",
    hard_deletes: plan.deletes,
  });
}

/** The first rows of a snapshot, by the project's own macro; null where it has none. */
export function ownStart(build: Build, sql: string, plan: SnapshotPlan): Promise<string | null> {
  const args = { strategy: strategyValue(plan), sql };
  return ownMacroSql(build.macros, "build_snapshot_table", args);
}

/** What a snapshot is to change, by the project's own macro; null where it has none. */
export function ownChanges(build: Build, sql: string, plan: SnapshotPlan): Promise<string | null> {
  return ownMacroSql(build.macros, "snapshot_staging_table", {
    strategy: strategyValue(plan),
    source_sql: sql,
    target_relation: new Relation({ ...build.target, kind: "table" }),
  });
}

/** What changes the snapshot by the rows of `source`, by the project's own macro; null where it has none. */
export function ownMerge(
  build: Build,
  source: string,
  columns: readonly string[],
): Promise<string | null> {
  const staging = { database: "", schema: "", identifier: source, kind: "table" };
  return ownMacroSql(build.macros, "snapshot_merge_sql", {
    target: new Relation({ ...build.target, kind: "table" }),
    source: new Relation(staging).printing(source),
    insert_cols: columns.map((name) => build.dialect.quote(name)),
  });
}
