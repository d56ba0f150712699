import { z } from "zod";
import { hasOneAddress, ONE_ADDRESS, serverFields, sslMode } from "./config-server.js";

/** A MySQL or MariaDB database as a source. */
export const mysqlSource = z
  .strictObject({
    type: z.literal("mysql"),
    ...serverFields(
      /^(mysql|mariadb):$/,
      "not a MySQL address; expected mysql://user:password@host:3306/database",
    ),
    ssl: sslMode.default("disable"),
  })
  .refine(hasOneAddress, ONE_ADDRESS);

/** `type: mysql`, defaults applied. */
export type MysqlSourceConfig = z.infer<typeof mysqlSource>;
