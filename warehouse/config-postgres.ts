import { z } from "zod";
import { databaseTables } from "./config-database-table.js";
import { absoluteFile, password } from "./config-secret.js";

const postgresUrl = z
  .string()
  // The value may hold a password, so the message must not repeat it.
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    "not a PostgreSQL address; expected postgres://user:password@host:5432/database",
  );

/** A PostgreSQL database as a source. */
export const postgresSource = z
  .strictObject({
    type: z.literal("postgres"),
    url: postgresUrl.optional(),
    host: z.string().min(1).optional(),
    port: z.coerce.number().int().min(1).max(65_535).optional(),
    database: z.string().min(1).optional(),
    user: z.string().min(1).optional(),
    password: password.optional(),
    /** `require` encrypts, `verify` checks the server's certificate too. */
    ssl: z.enum(["disable", "require", "verify"]).optional(),
    /** Certificates of the authorities to trust with `verify`, as PEM; default: those this system trusts. */
    ssl_ca: absoluteFile.optional(),
    schema: z.string().min(1).default("public"),
    /** Patterns stand for tables of `schema`; `table: other.orders` reads one of another schema. */
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

/** `type: postgres`, defaults applied. */
export type PostgresSourceConfig = z.infer<typeof postgresSource>;
