import { z } from "zod";

const oneCharacter = z.string().length(1, "expected one character");

/** How the files of a table are read; the settings of `granary.yml` that only tables of files have. */
export const fileTableOptions = {
  /** Path or glob below the source's path. */
  files: z.string().min(1),
  format: z.enum(["csv", "json", "parquet", "fixed", "xlsx", "arrow"]).optional(),
  delimiter: z.string().min(1).optional(),
  quote: z.string().max(1).optional(),
  escape: oneCharacter.optional(),
  header: z.boolean().optional(),
  skip_rows: z.int().min(0).optional(),
  header_row: z.int().min(1).optional(),
  encoding: z.string().min(1).optional(),
  null_values: z.array(z.string()).optional(),
  /** Lines that begin with it are no data. */
  comment: z
    .string()
    .regex(/^[^\s\w]{1,4}$/, "expected one to four signs")
    .optional(),
  decimal: z.enum([".", ","]).optional(),
  thousands: z.enum([".", ",", " ", "'"]).optional(),
  widths: z.record(z.string().min(1), z.int().min(1)).optional(),
  sheet: z.union([z.string().min(1), z.int().min(1)]).optional(),
  rename: z.record(z.string().min(1), z.string().min(1)).optional(),
  allow_empty: z.boolean().optional(),
};

interface WrittenFileTable {
  skip_rows?: number | undefined;
  header_row?: number | undefined;
  null_values?: string[] | undefined;
  allow_empty?: boolean | undefined;
}

/** The same settings under the names the program knows them by. */
export function settledFileTable<T extends WrittenFileTable>({
  skip_rows,
  header_row,
  null_values,
  allow_empty,
  ...table
}: T) {
  return {
    ...table,
    ...(skip_rows === undefined ? {} : { skipRows: skip_rows }),
    ...(header_row === undefined ? {} : { headerRow: header_row }),
    ...(null_values === undefined ? {} : { nullValues: null_values }),
    ...(allow_empty === undefined ? {} : { allowEmpty: allow_empty }),
  };
}
