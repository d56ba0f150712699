import { quoteIdent } from "../../warehouse/sql.js";
import type { SnapshotPlan } from "./adapter.js";

export const SNAPSHOT_TIME = "now()::timestamp";

/** Nulls count as empty; the parts are kept apart by a bar. */
export function hashOf(expressions: readonly string[]): string {
  const parts = expressions.map((expression) => `coalesce(cast(${expression} as varchar), '')`);
  return `md5(${parts.join(" || '|' || ")})`;
}

function keyFields({ key, composite }: SnapshotPlan): string {
  return composite
    ? key.map((column, index) => `${column} as dbt_unique_key_${index + 1}`).join(", ")
    : `${key.join("")} as dbt_unique_key`;
}

/** Names of the key's copies: they are no columns of the snapshot. */
function snapshotKeyNames({ key, composite }: Pick<SnapshotPlan, "key" | "composite">): string[] {
  return composite ? key.map((_, index) => `dbt_unique_key_${index + 1}`) : ["dbt_unique_key"];
}

function keysEqual(plan: SnapshotPlan): string {
  return snapshotKeyNames(plan)
    .map((name) => `snapshotted_data.${name} = source_data.${name}`)
    .join(" and ");
}

function validToOf({ updatedAt, currentValidTo }: SnapshotPlan): string {
  return `coalesce(nullif(${updatedAt}, ${updatedAt}), ${currentValidTo ?? "null"})`;
}

export function snapshotStart(select: string, plan: SnapshotPlan): string {
  const { columns, updatedAt, scdId } = plan;
  return [
    "select *,",
    `  ${scdId} as ${columns.scdId},`,
    `  ${updatedAt} as ${columns.updatedAt},`,
    `  ${updatedAt} as ${columns.validFrom},`,
    `  ${validToOf(plan)} as ${columns.validTo}`,
    ...(plan.deletes === "new_record" ? [`  , 'False' as ${columns.isDeleted}`] : []),
    `from (\n${select}\n) sbq`,
  ].join("\n");
}

function currentRows(plan: SnapshotPlan): string {
  const { validTo } = plan.columns;
  return plan.currentValidTo === null
    ? `${validTo} is null`
    : `(${validTo} = ${plan.currentValidTo} or ${validTo} is null)`;
}

/** Whether the newest row of a key says that it went. */
function markedDeleted({ columns, currentValidTo }: SnapshotPlan): string {
  const validTo = `snapshotted_data.${columns.validTo}`;
  const current = currentValidTo === null ? `${validTo} is null` : `${validTo} = ${currentValidTo}`;
  return `(snapshotted_data.${columns.isDeleted} = 'True' and ${current})`;
}

function sourceFields(plan: SnapshotPlan, validTo: string): string {
  const { columns, updatedAt } = plan;
  return [
    `select *, ${keyFields(plan)}`,
    `${updatedAt} as ${columns.updatedAt}`,
    `${updatedAt} as ${columns.validFrom}`,
    `${validTo} as ${columns.validTo}`,
  ].join(", ");
}

function insertions(plan: SnapshotPlan): string {
  const { columns, deletes } = plan;
  const [firstKey = ""] = snapshotKeyNames(plan);
  const known = `snapshotted_data.${firstKey}`;
  const again =
    deletes === "new_record" ? ` or snapshotted_data.${columns.isDeleted} = 'True'` : "";
  return [
    `select 'insert' as dbt_change_type, source_data.*${deletes === "new_record" ? `, 'False' as ${columns.isDeleted}` : ""}`,
    `from insertions_source_data as source_data left join snapshotted_data on ${keysEqual(plan)}`,
    `where ${known} is null or (${known} is not null and (${plan.rowChanged}${again}))`,
  ].join("\n");
}

function updates(plan: SnapshotPlan): string {
  const { columns, deletes } = plan;
  const flag = deletes === "new_record" ? `, snapshotted_data.${columns.isDeleted}` : "";
  const again =
    deletes === "new_record" ? ` or snapshotted_data.${columns.isDeleted} = 'True'` : "";
  return [
    `select 'update' as dbt_change_type, source_data.*, snapshotted_data.${columns.scdId}${flag}`,
    `from updates_source_data as source_data join snapshotted_data on ${keysEqual(plan)}`,
    `where (${plan.rowChanged}${again})`,
  ].join("\n");
}

function goneRows(plan: SnapshotPlan): string {
  const [firstKey = ""] = snapshotKeyNames(plan);
  const kept = plan.deletes === "new_record" ? ` and not ${markedDeleted(plan)}` : "";
  return (
    `from snapshotted_data left join deletes_source_data as source_data on ${keysEqual(plan)}\n` +
    `where source_data.${firstKey} is null${kept}`
  );
}

function deletions(plan: SnapshotPlan): string {
  const { columns } = plan;
  const flag = plan.deletes === "new_record" ? `, snapshotted_data.${columns.isDeleted}` : "";
  return [
    "select 'delete' as dbt_change_type, source_data.*,",
    `  ${SNAPSHOT_TIME} as ${columns.validFrom}, ${SNAPSHOT_TIME} as ${columns.updatedAt},`,
    `  ${SNAPSHOT_TIME} as ${columns.validTo}, snapshotted_data.${columns.scdId}${flag}`,
    goneRows(plan),
  ].join("\n");
}

function deletionRecords(
  plan: SnapshotPlan,
  existing: readonly string[],
  source: readonly string[],
): string {
  const { columns } = plan;
  const values = source.map(
    (name) => `${existing.includes(name) ? "snapshotted_data" : "source_data"}.${quoteIdent(name)}`,
  );
  const keys = snapshotKeyNames(plan).map((name, index) =>
    plan.composite
      ? `snapshotted_data.${plan.key[index] ?? ""} as ${name}`
      : `snapshotted_data.${name} as ${name}`,
  );
  return [
    `select 'insert' as dbt_change_type, ${[...values, ...keys].join(", ")},`,
    `  ${SNAPSHOT_TIME} as ${columns.validFrom}, ${SNAPSHOT_TIME} as ${columns.updatedAt},`,
    `  snapshotted_data.${columns.validTo} as ${columns.validTo},`,
    `  ${hashOf([columns.scdId, SNAPSHOT_TIME])} as ${columns.scdId}, 'True' as ${columns.isDeleted}`,
    goneRows(plan),
  ].join("\n");
}

/** The target's current rows; where nothing is deleted, those of keys that the query has. */
function snapshotted(target: string, plan: SnapshotPlan): string {
  const rows = `select *, ${keyFields(plan)} from ${target} where ${currentRows(plan)}`;
  const key = plan.key.join(", ");
  return plan.deletes === "ignore"
    ? `${rows}\n  and (${key}) in (select ${key} from snapshot_query)`
    : rows;
}

export function snapshotChanges(
  target: string,
  select: string,
  plan: SnapshotPlan,
  columns: { existing: readonly string[]; source: readonly string[] },
): string {
  const ctes = [
    ["snapshot_query", select],
    ["snapshotted_data", snapshotted(target, plan)],
    [
      "insertions_source_data",
      `${sourceFields(plan, validToOf(plan))}, ${plan.scdId} as ${plan.columns.scdId} from snapshot_query`,
    ],
    ["updates_source_data", `${sourceFields(plan, plan.updatedAt)} from snapshot_query`],
    ["insertions", insertions(plan)],
    ["updates", updates(plan)],
  ];
  if (plan.deletes !== "ignore") {
    ctes.splice(4, 0, ["deletes_source_data", `select *, ${keyFields(plan)} from snapshot_query`]);
    ctes.push(["deletes", deletions(plan)]);
  }
  if (plan.deletes === "new_record") {
    ctes.push(["deletion_records", deletionRecords(plan, columns.existing, columns.source)]);
  }
  const parts = ctes.slice(ctes.findIndex(([name]) => name === "insertions"));
  return [
    `with ${ctes.map(([name = "", sql = ""]) => `${name} as (\n${sql}\n)`).join(",\n")}`,
    parts.map(([name = ""]) => `select * from ${name}`).join("\nunion all\n"),
  ].join("\n");
}

export function snapshotMerge(
  target: string,
  source: string,
  columns: readonly string[],
  plan: SnapshotPlan,
): string[] {
  const { scdId, validTo } = plan.columns;
  const current =
    plan.currentValidTo === null
      ? `target.${validTo} is null`
      : `(target.${validTo} = ${plan.currentValidTo} or target.${validTo} is null)`;
  const names = columns.map(quoteIdent).join(", ");
  return [
    [
      `update ${target} as target set ${validTo} = changes.${validTo}`,
      `from ${source} as changes`,
      `where changes.${scdId}::text = target.${scdId}::text`,
      `  and changes.dbt_change_type in ('update', 'delete') and ${current}`,
    ].join("\n"),
    `insert into ${target} (${names})\nselect ${names} from ${source} where dbt_change_type = 'insert'`,
  ];
}
