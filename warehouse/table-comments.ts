import { quoteIdent, quoteLiteral } from "./sql.js";

/** What the catalogue says of a table that no model makes. */
export interface TableComments {
  /** Its grain first. */
  table: string;
  /** Every column by name. */
  columns: Readonly<Record<string, string>>;
}

/**
 * The statements that write comments into the engine's catalogue, one after the other.
 *
 * @param name of a table as SQL
 */
export function commentOn(name: string, { table, columns }: TableComments): string {
  const ofColumns = Object.entries(columns).map(
    ([column, text]) => `comment on column ${name}.${quoteIdent(column)} is ${quoteLiteral(text)};`,
  );
  return [`comment on table ${name} is ${quoteLiteral(table)};`, ...ofColumns].join("\n");
}
