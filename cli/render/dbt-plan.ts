import type { TableImpact } from "../../dbt/plan/impact.js";
import type { PlannedChange, PlannedNode } from "../../dbt/plan/plan.js";
import { formatTextTable } from "./table.js";

const MARKS: Record<PlannedChange, string> = {
  new: "+",
  changed: "~",
  unchanged: " ",
  removed: "-",
};

function count(nodes: readonly PlannedNode[], change: PlannedChange): number {
  return nodes.filter((node) => node.change === change).length;
}

/** What a build would change, one node a line. */
export function planText(nodes: readonly PlannedNode[]): string {
  const summary = (["new", "changed", "removed", "unchanged"] as const)
    .map((change) => `${String(count(nodes, change))} ${change}`)
    .join(", ");
  const shown = nodes.filter(({ change }) => change !== "unchanged");
  if (shown.length === 0) return `A build would change nothing: ${summary}.\n`;
  const rows = shown.map(({ change, type, name, reasons }) => [
    MARKS[change],
    type,
    name,
    reasons.join("; "),
  ]);
  const table = formatTextTable(["", "type", "name", "why"], rows);
  return `A build would change: ${summary}.\n\n${table}\n`;
}

function rowsOf(impact: TableImpact): string[][] {
  const name = `${impact.schema}.${impact.table}`;
  if (impact.presence !== "both") return [[name, `table ${impact.presence}`, "", "", ""]];
  const columns = [
    ...impact.addedColumns.map((column) => [name, `column ${column} added`, "", "", ""]),
    ...impact.removedColumns.map((column) => [name, `column ${column} removed`, "", "", ""]),
  ];
  const moved = impact.moved.map(({ figure, before, after, difference }) => [
    name,
    figure,
    before ?? "∅",
    after ?? "∅",
    difference === null ? "" : difference.startsWith("-") ? difference : `+${difference}`,
  ]);
  return [...columns, ...moved];
}

/** How the workspace's tables differ from the published version's. */
export function impactText(version: number, impacts: readonly TableImpact[]): string {
  const against = `version ${String(version)}`;
  if (impacts.length === 0) return `\nThe workspace's marts equal those of ${against}.\n`;
  const columns = ["table", "figure", "published", "workspace", "difference"];
  const table = formatTextTable(columns, impacts.flatMap(rowsOf));
  return `\nPublishing the workspace would change, against ${against}:\n\n${table}\n`;
}
