import { GranaryError } from "../../warehouse/errors.js";
import type { ColumnType } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { pythonRepr } from "../parse/python-text.js";
import type { Build } from "./build.js";

type OnSchemaChange = "ignore" | "fail" | "append_new_columns" | "sync_all_columns";

/** How the columns of new rows differ from those of the table they go to. */
interface SchemaChange {
  added: readonly ColumnType[];
  removed: readonly ColumnType[];
  retyped: readonly ColumnType[];
}

function onSchemaChange(node: ProjectNode): OnSchemaChange {
  const value = node.config["on_schema_change"];
  return value === "fail" || value === "append_new_columns" || value === "sync_all_columns"
    ? value
    : "ignore";
}

function missingFrom(columns: readonly ColumnType[], others: readonly ColumnType[]): ColumnType[] {
  return columns.filter(({ name }) => !others.some((other) => other.name === name));
}

function changeOf(source: readonly ColumnType[], target: readonly ColumnType[]): SchemaChange {
  const retyped = source.filter(({ name, type }) =>
    target.some((column) => column.name === name && column.type !== type),
  );
  return {
    added: missingFrom(source, target),
    removed: missingFrom(target, source),
    retyped,
  };
}

function listed(columns: readonly ColumnType[]): string {
  return columns.map(({ name, type }) => `${name} (${type})`).join(", ") || pythonRepr([]);
}

function outOfSync({ name, originalFilePath }: ProjectNode, change: SchemaChange): GranaryError {
  return new GranaryError("DBT_MODEL_FAILED", {
    message: `${name} (${originalFilePath}): the columns of the model and of its table differ, and on_schema_change is fail.`,
    hint: "Set on_schema_change to append_new_columns or sync_all_columns, or run once with --full-refresh.",
    details: [
      `only in the model: ${listed(change.added)}`,
      `only in the table: ${listed(change.removed)}`,
      `with another type in the model: ${listed(change.retyped)}`,
    ],
  });
}

/**
 * Brings the table to the columns of the new rows in `temporary`, as `on_schema_change` says. Returns the columns to
 * load. Throws DBT_MODEL_FAILED where it says `fail`.
 */
export async function reconcileColumns(build: Build, temporary: string): Promise<ColumnType[]> {
  const { dialect, node, target } = build;
  const existing = await build.columnsOf(dialect.columnsOf(target));
  const mode = onSchemaChange(node);
  if (mode === "ignore") return existing;
  const source = await build.columnsOf(
    dialect.columnsOfQuery(`select * from ${dialect.quote(temporary)}`),
  );
  const change = changeOf(source, existing);
  const changed = change.added.length + change.removed.length + change.retyped.length > 0;
  if (changed && mode === "fail") throw outOfSync(node, change);
  for (const column of change.added) await build.run(dialect.addColumn(target, column));
  if (mode === "sync_all_columns") {
    for (const { name } of change.removed) await build.run(dialect.dropColumn(target, name));
    for (const column of change.retyped) await build.run(dialect.changeColumnType(target, column));
  }
  return source;
}
