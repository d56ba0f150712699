import { quoteLiteral } from "../../warehouse/sql.js";
import { describeColumns, engineColumns, primaryKeyOf } from "./postgres-columns.js";
import type { PostgresSession } from "./postgres-session.js";
import type { DiscoveredTable } from "../source.js";
import { suggestedMode } from "../suggested-mode.js";

interface CatalogTable {
  schema: string;
  name: string;
  /** Holds rows itself; false for views and foreign tables. */
  stored: boolean;
  /** The planner's estimate; undefined before the table was first analysed. */
  rows: number | undefined;
}

/** Tables and views this user may see; partitions are read through their parent. */
export async function catalogTables(session: PostgresSession): Promise<CatalogTable[]> {
  const rows = await session.rows(
    "its catalogue",
    `select n.nspname as schema, c.relname as name, c.relkind in ('r', 'p') as stored,
       case when c.relkind = 'p'
         then (select sum(greatest(p.reltuples, 0)) from pg_catalog.pg_inherits i
               join pg_catalog.pg_class p on p.oid = i.inhrelid where i.inhparent = c.oid)
         else c.reltuples end::bigint as rows
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
       and n.nspname not in (${["pg_catalog", "information_schema"].map(quoteLiteral).join(", ")})
       and n.nspname not like 'pg\\_t%'
     order by n.nspname collate "C", c.relname collate "C"`,
  );
  return rows.map((row) => {
    const estimate = Number(row["rows"] ?? -1);
    return {
      schema: row["schema"] ?? "",
      name: row["name"] ?? "",
      stored: row["stored"] === "t",
      rows: estimate < 0 ? undefined : estimate,
    };
  });
}

/** Every table of a schema with a suggestion how to load it. */
export async function discoverTables(
  session: PostgresSession,
  schema: string,
): Promise<DiscoveredTable[]> {
  const found: DiscoveredTable[] = [];
  for (const table of await catalogTables(session)) {
    if (table.schema !== schema || !table.stored) continue;
    const relation = { schema, table: table.name };
    const columns = await describeColumns(session, `table ${table.name}`, relation);
    const primaryKey = await primaryKeyOf(session, relation);
    found.push({
      name: table.name,
      columns: engineColumns(columns),
      primaryKey,
      ...(table.rows === undefined ? {} : { rows: table.rows }),
      suggested: suggestedMode(columns, primaryKey),
    });
  }
  return found;
}
