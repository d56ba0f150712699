import { GranaryError } from "../../warehouse/errors.js";
import type { RelationKind } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { stringOr } from "../plain.js";

const COUNT = "count(*)";
const ANY = "!= 0";

/** The test's own rows, at most as many as its `limit`. */
export function limitedRows(node: ProjectNode, sql: string): string {
  const limit = node.config["limit"];
  return typeof limit === "number" ? `select * from (\n${sql}\n) dbt_limited\nlimit ${limit}` : sql;
}

/** Whether the test finds fault with any row, whatever its number. */
export function isDefaultVerdict(config: ProjectNode["config"]): boolean {
  const { fail_calc: calc = COUNT, warn_if: warns = ANY, error_if: fails = ANY, limit } = config;
  return calc === COUNT && warns === ANY && fails === ANY && typeof limit !== "number";
}

/** The query that counts the rows of `from` and judges the count. */
export function verdictQuery(node: ProjectNode, from: string): string {
  const calc = stringOr(node.config["fail_calc"], COUNT);
  return [
    "select",
    `  ${calc} as failures,`,
    `  ${calc} ${warnIf(node)} as should_warn,`,
    `  ${calc} ${errorIf(node)} as should_error`,
    "from (",
    from,
    ") dbt_internal_test",
  ].join("\n");
}

export function warnIf(node: ProjectNode): string {
  return stringOr(node.config["warn_if"], ANY);
}

export function errorIf(node: ProjectNode): string {
  return stringOr(node.config["error_if"], ANY);
}

/** As what the failing rows are kept; null where they are not. `store_failures_as` goes before `store_failures`. */
export function storedAs(
  node: ProjectNode,
  flags: { storeFailures: boolean },
): RelationKind | null {
  const { store_failures_as: kind = null, store_failures: stored = null } = node.config;
  if (kind === "table" || kind === "view") return kind;
  if (kind === "ephemeral") return null;
  if (kind !== null) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `${node.name} (${node.originalFilePath}): store_failures_as is none of ephemeral, table and view.`,
    });
  }
  return (typeof stored === "boolean" ? stored : flags.storeFailures) ? "table" : null;
}
