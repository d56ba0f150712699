import { GranaryError } from "../../warehouse/errors.js";
import type {
  ColumnType,
  RelationKind,
  SnapshotColumns,
  SnapshotPlan,
} from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { dictOf, stringList, stringOr } from "../plain.js";
import type { Build } from "./build.js";
import { temporaryName } from "./incremental.js";
import {
  hashArguments,
  ownChanges,
  ownMerge,
  ownStart,
  ownStrategy,
  snapshotMoment,
} from "./snapshot-macros.js";
import { createIndexes, runHeader } from "./table.js";

function invalid(
  { name, originalFilePath }: ProjectNode,
  problem: string,
  hint?: string,
): GranaryError {
  return new GranaryError("DBT_PROJECT_INVALID", {
    message: `${name} (${originalFilePath}): ${problem}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function columnNames({ config }: ProjectNode): SnapshotColumns {
  const names = dictOf(config["snapshot_meta_column_names"]);
  return {
    validFrom: stringOr(names["dbt_valid_from"], "dbt_valid_from"),
    validTo: stringOr(names["dbt_valid_to"], "dbt_valid_to"),
    scdId: stringOr(names["dbt_scd_id"], "dbt_scd_id"),
    updatedAt: stringOr(names["dbt_updated_at"], "dbt_updated_at"),
    isDeleted: stringOr(names["dbt_is_deleted"], "dbt_is_deleted"),
  };
}

function deletesOf(node: ProjectNode): SnapshotPlan["deletes"] {
  const { hard_deletes: mode = null, invalidate_hard_deletes: legacy = null } = node.config;
  if (mode !== null && legacy !== null) {
    throw invalid(node, "hard_deletes and invalidate_hard_deletes are both given.");
  }
  if (legacy === true || mode === "invalidate") return "invalidate";
  if (mode === "new_record") return "new_record";
  if (mode === null || mode === "ignore") return "ignore";
  throw invalid(node, "hard_deletes is none of ignore, invalidate and new_record.");
}

/** The columns to compare, and whether there are some that the snapshot has not seen yet. */
async function checkedColumns(
  build: Build,
  sql: string,
  existing: readonly ColumnType[],
): Promise<{ names: string[]; added: boolean }> {
  const { node, dialect } = build;
  const check = node.config["check_cols"];
  const listed = stringList(check);
  if (check !== "all" && (!Array.isArray(check) || listed.length === 0)) {
    throw invalid(node, "check_cols is neither `all` nor a list of columns.");
  }
  const query = check === "all" ? sql : `select ${listed.join(", ")} from (\n${sql}\n) as subq`;
  const wanted = await build.columnsOf(dialect.columnsOfQuery(query));
  const known = wanted.filter(({ name }) => existing.some((column) => column.name === name));
  return {
    names: known.map(({ name }) => dialect.quote(name)),
    added: known.length < wanted.length,
  };
}

function differs(column: string): string {
  const [old, now] = [`snapshotted_data.${column}`, `source_data.${column}`];
  return `${old} != ${now} or ((${old} is null) and not (${now} is null)) or ((not ${old} is null) and (${now} is null))`;
}

async function rowChanged(
  build: Build,
  sql: string,
  existing: readonly ColumnType[] | null,
  { columns, updatedAt }: Pick<SnapshotPlan, "columns" | "updatedAt">,
): Promise<string> {
  if (build.node.config["strategy"] === "timestamp") {
    return `(snapshotted_data.${columns.validFrom} < source_data.${updatedAt})`;
  }
  if (existing === null) return "true";
  const checked = await checkedColumns(build, sql, existing);
  if (checked.added) return "(true)";
  return checked.names.length === 0 ? "(false)" : `(${checked.names.map(differs).join(" or ")})`;
}

async function planOf(
  build: Build,
  sql: string,
  existing: readonly ColumnType[] | null,
): Promise<SnapshotPlan> {
  const { node } = build;
  const { strategy, unique_key, updated_at, dbt_valid_to_current: current } = node.config;
  const columns = columnNames(node);
  const currentValidTo = typeof current === "string" && current !== "" ? current : null;
  const own = await ownStrategy(build, stringOr(strategy, ""), existing !== null);
  if (own !== null) return { ...own, currentValidTo, columns };
  if (strategy !== "timestamp" && strategy !== "check") {
    throw invalid(
      node,
      `the snapshot strategy ${stringOr(strategy, "(none)")} does not exist.`,
      "Use timestamp, check or a macro snapshot_<name>_strategy.",
    );
  }
  const key = stringList(unique_key);
  if (key.length === 0) throw invalid(node, "a snapshot needs a unique_key.");
  if (strategy === "timestamp" && typeof updated_at !== "string") {
    throw invalid(node, "the timestamp strategy needs updated_at.");
  }
  const updatedAt = typeof updated_at === "string" ? updated_at : await snapshotMoment(build);
  return {
    key,
    composite: Array.isArray(unique_key),
    updatedAt,
    rowChanged: await rowChanged(build, sql, existing, { columns, updatedAt }),
    scdId: await hashArguments(build, [...key, updatedAt]),
    deletes: deletesOf(node),
    currentValidTo,
    columns,
  };
}

function checkTarget(build: Build, plan: SnapshotPlan, existing: readonly ColumnType[]): void {
  const { scdId, validFrom, validTo, isDeleted } = plan.columns;
  const needed = [scdId, validFrom, validTo, ...(plan.deletes === "new_record" ? [isDeleted] : [])];
  const names = existing.map(({ name }) => name.toLowerCase());
  const missing = needed.filter((name) => !names.includes(name.toLowerCase()));
  if (missing.length === 0) return;
  throw invalid(
    build.node,
    `its table ${build.dialect.relation(build.target)} is no snapshot: it lacks ${missing.join(", ")}.`,
    "Drop the table, or rename its columns to what snapshot_meta_column_names says.",
  );
}

/** Columns of the changes that are no columns of a snapshot. */
function isHelper(name: string): boolean {
  return /^dbt_(change_type|unique_key(_\d+)?)$/i.test(name);
}

async function applyChanges(build: Build, sql: string): Promise<void> {
  const { dialect, target } = build;
  const existing = await build.columnsOf(dialect.columnsOf(target));
  const plan = await planOf(build, sql, existing);
  checkTarget(build, plan, existing);
  const source = await build.columnsOf(dialect.columnsOfQuery(sql));
  const changes =
    (await ownChanges(build, sql, plan)) ??
    dialect.snapshotChanges(target, sql, plan, {
      existing: existing.map(({ name }) => name),
      source: source.map(({ name }) => name),
    });
  const temporary = temporaryName(target.identifier);
  await build.run(dialect.createTemporary(temporary, changes));
  const found = await build.columnsOf(
    dialect.columnsOfQuery(`select * from ${dialect.quote(temporary)}`),
  );
  const columns = found.filter(({ name }) => !isHelper(name));
  for (const column of columns) {
    const known = existing.some(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    if (!known) await build.run(dialect.addColumn(target, column));
  }
  const names = columns.map(({ name }) => name);
  const staging = dialect.quote(temporary);
  const merge = await ownMerge(build, staging, names);
  await build.runAll(
    merge === null ? dialect.snapshotMerge(target, staging, names, plan) : [merge],
  );
  await build.run(dialect.dropTemporary(temporary));
}

/** Starts a snapshot, or adds to it what changed since. Earlier rows are never lost. */
export async function buildSnapshot(
  build: Build,
  sql: string,
  existing: RelationKind | null,
): Promise<"table"> {
  const { dialect, node, target } = build;
  if (existing === "view") throw invalid(node, "a view stands where its table is to be.");
  await runHeader(build);
  if (existing === "table") {
    await applyChanges(build, sql);
    return "table";
  }
  const plan = await planOf(build, sql, null);
  const start = (await ownStart(build, sql, plan)) ?? dialect.snapshotStart(sql, plan);
  await build.runAll(dialect.replaceByTable(target, null, start));
  await createIndexes(build);
  return "table";
}
