import { z } from "zod";
import { databaseTables } from "./config-database-table.js";
import { absoluteFile, password } from "./config-secret.js";

/**
 * The settings by which any database server is reached.
 *
 * @param protocol of its URLs
 * @param shape what a URL should look like, for messages
 */
export function serverFields(protocol: RegExp, shape: string) {
  return {
    url: z
      .string()
      // The value may hold a password, so the message must not repeat it.
      .refine((text) => URL.canParse(text) && protocol.test(new URL(text).protocol), shape)
      .optional(),
    host: z.string().min(1).optional(),
    port: z.coerce.number().int().min(1).max(65_535).optional(),
    database: z.string().min(1).optional(),
    user: z.string().min(1).optional(),
    password: password.optional(),
    /** Certificates of the authorities to trust with `verify`, as PEM; default: those this system trusts. */
    ssl_ca: absoluteFile.optional(),
    tables: databaseTables,
  };
}

/** `require` encrypts, `verify` checks the server's certificate too. */
export const sslMode = z.enum(["disable", "require", "verify"]);

/** A server is given by its URL, or by its parts. */
export function hasOneAddress(
  source: Partial<Record<"url" | "host" | "port" | "database" | "user" | "password", unknown>>,
): boolean {
  if (source.url === undefined) return source.database !== undefined && source.user !== undefined;
  const parts = [source.host, source.port, source.database, source.user, source.password];
  return parts.every((part) => part === undefined);
}

export const ONE_ADDRESS =
  "give either url, or database and user (host, port and password where needed)";
