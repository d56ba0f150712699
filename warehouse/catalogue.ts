import { duckdbKysely } from "./kysely.js";
import { VERSION_CATALOG, type VersionReader } from "./version-reader.js";

/** One published table as the engine's own catalogue describes it. */
interface CatalogueTable {
  schema: string;
  name: string;
  /** The model's description, beginning with its grain. */
  comment: string | null;
  columns: { name: string; type: string; comment: string | null }[];
}

interface EngineCatalogue {
  duckdb_tables: {
    database_name: string;
    schema_name: string;
    table_name: string;
    comment: string | null;
  };
  duckdb_columns: {
    database_name: string;
    schema_name: string;
    table_name: string;
    column_name: string;
    data_type: string;
    comment: string | null;
    column_index: number;
    internal: boolean;
  };
}

/** The tables of a version with their columns, in name order. */
export async function catalogue(reader: VersionReader): Promise<CatalogueTable[]> {
  const db = duckdbKysely<EngineCatalogue>(() => reader.connect());
  try {
    const tables = await db
      .selectFrom("duckdb_tables")
      .select(["schema_name as schema", "table_name as name", "comment"])
      .where("database_name", "=", VERSION_CATALOG)
      .orderBy("schema_name")
      .orderBy("table_name")
      .execute();
    const columns = await db
      .selectFrom("duckdb_columns")
      .select(["schema_name", "table_name", "column_name as name", "data_type as type", "comment"])
      .where("database_name", "=", VERSION_CATALOG)
      .where("internal", "=", false)
      .orderBy("column_index")
      .execute();
    return tables.map((table) => ({
      ...table,
      columns: columns
        .filter((column) => column.schema_name === table.schema && column.table_name === table.name)
        .map(({ name, type, comment }) => ({ name, type, comment })),
    }));
  } finally {
    await db.destroy();
  }
}
