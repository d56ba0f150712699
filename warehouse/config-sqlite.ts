import { z } from "zod";
import { databaseTables } from "./config-database-table.js";

/** A SQLite database file as a source. */
export const sqliteSource = z.strictObject({
  type: z.literal("sqlite"),
  /** The database file. */
  path: z.string().min(1),
  tables: databaseTables,
});

export type SqliteSourceConfig = z.infer<typeof sqliteSource>;
