import { z } from "zod";
import { databaseTables } from "./config-database-table.js";
import { absoluteFile, password } from "./config-secret.js";

const mysqlUrl = z
  .string()
  // The value may hold a password, so the message must not repeat it.
  .refine(
    (text) => URL.canParse(text) && /^(mysql|mariadb):$/.test(new URL(text).protocol),
    "not a MySQL address; expected mysql://user:password@host:3306/database",
  );

/** A MySQL or MariaDB database as a source. */
export const mysqlSource = z
  .strictObject({
    type: z.literal("mysql"),
    url: mysqlUrl.optional(),
    host: z.string().min(1).optional(),
    port: z.coerce.number().int().min(1).max(65_535).optional(),
    database: z.string().min(1).optional(),
    user: z.string().min(1).optional(),
    password: password.optional(),
    /** `require` encrypts, `verify` checks the server's certificate too. */
    ssl: z.enum(["disable", "require", "verify"]).default("disable"),
    /** Certificates of the authorities to trust with `verify`, as PEM; default: those this system trusts. */
    ssl_ca: absoluteFile.optional(),
    tables: databaseTables,
  })
  .refine(
    (source) =>
      source.url === undefined
        ? source.database !== undefined && source.user !== undefined
        : [source.host, source.port, source.database, source.user, source.password].every(
            (part) => part === undefined,
          ),
    "give either url, or database and user (host, port and password where needed)",
  );

/** `type: mysql`, defaults applied. */
export type MysqlSourceConfig = z.infer<typeof mysqlSource>;
