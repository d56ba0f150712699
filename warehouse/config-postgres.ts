import { z } from "zod";
import { hasOneAddress, ONE_ADDRESS, serverFields, sslMode } from "./config-server.js";

/** A PostgreSQL database as a source. Patterns stand for tables of `schema`; `table: other.orders` reads another's. */
export const postgresSource = z
  .strictObject({
    type: z.literal("postgres"),
    ...serverFields(
      /^postgres(ql)?:$/,
      "not a PostgreSQL address; expected postgres://user:password@host:5432/database",
    ),
    ssl: sslMode.optional(),
    schema: z.string().min(1).default("public"),
  })
  .refine(hasOneAddress, ONE_ADDRESS);

/** `type: postgres`, defaults applied. */
export type PostgresSourceConfig = z.infer<typeof postgresSource>;
