import { GranaryError } from "../../warehouse/errors.js";
import type { Constraint } from "../manifest.js";
import { type Dict, dictOf, stringList } from "../plain.js";

const TYPES = ["check", "not_null", "unique", "primary_key", "foreign_key", "custom"] as const;

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function constraintOf(raw: Dict, owner: string): Constraint {
  const type = TYPES.find((known) => known === raw["type"]);
  if (type === undefined) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `${owner} has a constraint of type ${JSON.stringify(raw["type"] ?? null)}.`,
      hint: `Use one of ${TYPES.join(", ")}.`,
    });
  }
  return {
    type,
    name: textOrNull(raw["name"]),
    expression: textOrNull(raw["expression"]),
    columns: stringList(raw["columns"]),
    to: textOrNull(raw["to"]),
    toColumns: stringList(raw["to_columns"]),
    warnUnenforced: raw["warn_unenforced"] !== false,
    warnUnsupported: raw["warn_unsupported"] !== false,
  };
}

/** The `constraints:` of a model or column. Throws DBT_PROJECT_INVALID, naming `owner`. */
export function constraintsOf(value: unknown, owner: string): Constraint[] {
  return Array.isArray(value) ? value.map((item) => constraintOf(dictOf(item), owner)) : [];
}
