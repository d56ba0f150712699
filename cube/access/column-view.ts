import { quoteIdent } from "../../warehouse/sql.js";
import { fits, type Grant, MASKINGS, type Masking } from "./grant.js";
import type { RowScope } from "./row-scope.js";
import type { VersionColumn, VersionTable } from "./version-tables.js";

/** One grant's part in a table: its rows, and how it shows a column. */
export interface GrantedRows {
  readonly grant: Grant;
  readonly scope: Exclude<RowScope, "none">;
}

/** What stands in rows for a value that another role may show in other rows. */
const WITHHELD = "'(hidden)'";

/**
 * How a column is selected when several grants give rows of its table; null where it is hidden. Each row shows the
 * least masked form among the grants that give this row, never one that is due to another row.
 *
 * @param secret SQL of the key of the hashes
 */
export function columnExpression(
  table: VersionTable,
  column: VersionColumn,
  granted: readonly GrantedRows[],
  secret: string,
): string | null {
  const shown = granted
    .map(({ grant, scope }) => ({ scope, masking: maskingOf(table, column, grant) }))
    .sort((a, b) => MASKINGS.indexOf(a.masking) - MASKINGS.indexOf(b.masking));
  // A grant of all rows makes whatever is more masked than itself superfluous.
  const everywhere = shown.findIndex(({ scope }) => scope === "all");
  const needed = everywhere === -1 ? shown : shown.slice(0, everywhere + 1);
  const last = needed.at(-1);
  if (last === undefined) return null;
  const name = quoteIdent(column.name);
  const only = needed.every(({ masking }) => masking === last.masking);
  if (only) return last.masking === "hidden" ? null : masked(name, last.masking, secret);
  if (!column.isText) return null;
  const cases = needed
    .filter(({ masking }) => masking !== last.masking)
    .map(({ scope, masking }) => {
      const rows = scope === "all" ? "true" : scope.where;
      return `when ${rows} then ${masked(name, masking, secret)}`;
    });
  return `case ${cases.join(" ")} else ${masked(name, last.masking, secret)} end`;
}

/** Masks are texts: a column of another type that would be masked is hidden. */
function maskingOf(table: VersionTable, column: VersionColumn, grant: Grant): Masking {
  const whole = `${table.schema}.${table.name}.${column.name}`;
  const rule = grant.columns.find(({ columns }) => fits(columns, whole));
  const masking = rule?.masking ?? (column.isPersonal ? grant.personal : "clear");
  return column.isText || masking === "clear" ? masking : "hidden";
}

function masked(name: string, masking: Masking, secret: string): string {
  switch (masking) {
    case "clear":
      return name;
    case "last4":
      // Of a short text the last four would be too much of it.
      return `case when ${name} is not null then '••••' || case when length(${name}) >= 8 then right(${name}, 4) else '' end end`;
    case "hash":
      return `left(sha256(${secret} || sha256(${secret} || ${name})), 24)`;
    case "hidden":
      return WITHHELD;
  }
}
