import { z } from "zod";
import { commonTable, settledCommon } from "./config-table.js";

const databaseTable = z
  .strictObject({
    ...commonTable,
    /** The table or view to read where its name differs from the key. */
    table: z.string().min(1).optional(),
    /** One SELECT to read instead of a table. */
    query: z.string().min(1).optional(),
  })
  .refine(
    (table) => table.table === undefined || table.query === undefined,
    "either table or query, not both",
  )
  .transform(settledCommon);

/** Tables by name in the warehouse; a name with `*` or `?` stands for all tables of the database that match. */
export const databaseTables = z
  .record(
    z.string().regex(/^[^.\s]+$/, "no dots or blanks"),
    z.preprocess((table) => table ?? {}, databaseTable),
  )
  .refine((tables) => Object.keys(tables).length > 0, {
    message: 'a source needs at least one table ("*" for all)',
  });
