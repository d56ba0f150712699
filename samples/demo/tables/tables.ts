import { ERP_TABLES } from "./erp.js";
import { SALESFORCE_TABLES } from "./salesforce.js";
import { CONTACT_CENTRE_TABLES } from "./contact-centre.js";
import { MARKETING_TABLES } from "./marketing.js";

/**
 * How a column is given to `emit` and written:
 * text as it is; integer a whole number; decimal money in ten-thousandths ("12.3400"); rate in 1/100,000,000;
 * date a day number ("2025-12-31"); instant milliseconds UTC ("2025-12-31T08:00:00Z"); boolean.
 * undefined is empty (CSV), null (JSON).
 */
export type ColumnKind = "text" | "integer" | "decimal" | "rate" | "date" | "instant" | "boolean";

export interface TableSpec {
  system: "salesforce" | "erp" | "contact_centre" | "marketing";
  /** Folder below the output directory; its files are named after the period. */
  folder: string;
  format: "csv" | "jsonl" | "parquet";
  /** Columns in the order of the file, without the two that every table ends with. */
  columns: Readonly<Record<string, ColumnKind>>;
}

export const TABLES = {
  ...ERP_TABLES,
  ...SALESFORCE_TABLES,
  ...CONTACT_CENTRE_TABLES,
  ...MARKETING_TABLES,
} as const satisfies Record<string, TableSpec>;

/** "erp.sales_order", "salesforce.Account", ... */
export type TableName = keyof typeof TABLES;

interface KindValue {
  text: string;
  integer: number;
  decimal: number;
  rate: number;
  date: number;
  instant: number;
  boolean: boolean;
}

type RowOf<C extends Readonly<Record<string, ColumnKind>>> = {
  -readonly [K in keyof C]?: KindValue[C[K]] | undefined;
};

/** The fields of a record to emit; what is left out is empty. */
export type EmitRow<T extends TableName> = RowOf<(typeof TABLES)[T]["columns"]> & {
  deleted?: boolean;
};

/** The column that says when the source knew a version, and the one that says it was deleted. */
export function versionColumns(spec: TableSpec): readonly [changedAt: string, deleted: string] {
  return spec.system === "salesforce"
    ? ["SystemModstamp", "IsDeleted"]
    : ["changed_at", "is_deleted"];
}
