import { createHash } from "node:crypto";
import type { AccessPolicy } from "../asking.js";

/** How a column is shown, from open to closed. */
export const MASKINGS = ["clear", "last4", "hash", "hidden"] as const;
export type Masking = (typeof MASKINGS)[number];

/** Keeps the rows whose `column` holds one of `values`. */
export interface RowCondition {
  /** Patterns of "schema.table"; null for every table, those without the column being denied. */
  readonly tables: readonly string[] | null;
  readonly column: string;
  readonly values: readonly string[];
}

interface ColumnRule {
  /** Pattern of "schema.table.column". */
  readonly columns: string;
  readonly masking: Masking;
}

/** What one role gives one asker, with the asker's own values filled in. */
export interface Grant {
  /** Id of the unit whose subtree is seen; null for all rows. */
  readonly unit: string | null;
  readonly conditions: readonly RowCondition[];
  /** Of columns tagged as personal that no rule of `columns` names. */
  readonly personal: Masking;
  /** The first that fits decides. */
  readonly columns: readonly ColumnRule[];
  /** Views of the semantic layer that may be asked; null for all. */
  readonly views: readonly string[] | null;
}

/** What all roles of an asker give together. Two of equal `key` give the same. */
export interface GrantedPolicy extends AccessPolicy {
  readonly grants: readonly Grant[];
}

/** The key of a policy that hides nothing. */
export const OPEN_KEY = "all";

export const OPEN_GRANT: Grant = {
  unit: null,
  conditions: [],
  personal: "clear",
  columns: [],
  views: null,
};

/** Puts grants together; one that hides nothing makes the others superfluous. */
export function policyOf(grants: readonly Grant[]): GrantedPolicy {
  if (grants.some(isOpen)) return { key: OPEN_KEY, grants: [OPEN_GRANT] };
  const distinct = [...new Map(grants.map((grant) => [JSON.stringify(grant), grant])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, grant]) => grant);
  const digest = createHash("sha256").update(JSON.stringify(distinct)).digest("hex");
  return { key: digest.slice(0, 24), grants: distinct };
}

function isOpen(grant: Grant): boolean {
  const { unit, conditions, personal, columns, views } = grant;
  const hidesColumns = personal !== "clear" || columns.some(({ masking }) => masking !== "clear");
  return unit === null && conditions.length === 0 && !hidesColumns && views === null;
}

/** Whether `name` fits `pattern`, in which `*` stands for anything but a dot. */
export function fits(pattern: string, name: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^.]*");
  return new RegExp(`^${source}$`).test(name);
}
