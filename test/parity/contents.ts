import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { differences } from "./differences.js";

/** The relations of a database, as they can be compared. */
interface Shape {
  kind: string;
  comment: string | null;
  columns: string[];
  constraints: string[];
  indexes: string[];
}

interface ContentOptions {
  /** `relation.column` patterns of which only the nulls are compared. */
  masked: readonly string[];
  /** Timestamps since then are "now". */
  since: Date;
}

const SYSTEM = "schema_name not in ('information_schema', 'pg_catalog')";

/**
 * What differs between two database files: relations, their kinds, columns, types, comments, constraints, indexes and
 * rows (in any order). Both are attached under the name dbt knew them by, or views would not bind.
 */
export async function compareContents(
  dbt: string,
  granary: string,
  options: ContentOptions,
): Promise<string[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("set timezone = 'UTC'");
    const ofDbt = await copied(connection, "dbt", dbt);
    const ofGranary = await copied(connection, "granary", granary);
    const found = differences(Object.fromEntries(ofDbt), Object.fromEntries(ofGranary));
    for (const [name, shape] of ofDbt) {
      const other = ofGranary.get(name);
      if (other?.columns.join() !== shape.columns.join()) continue;
      found.push(...(await rowDifferences(connection, name, shape, options)));
    }
    return found;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function rows(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

async function texts(connection: DuckDBConnection, sql: string): Promise<string[]> {
  return (await rows(connection, sql)).map((row) => row.map(String).join(" "));
}

async function copied(
  connection: DuckDBConnection,
  engine: string,
  path: string,
): Promise<Map<string, Shape>> {
  await connection.run(`attach ${quoteLiteral(path)} as warehouse (read_only)`);
  await connection.run(`create schema ${engine}`);
  const shapes = new Map<string, Shape>();
  const relations = await rows(
    connection,
    `select schema_name, table_name, 'table', comment from duckdb_tables()
       where database_name = 'warehouse' and ${SYSTEM}
     union all
     select schema_name, view_name, 'view', comment from duckdb_views()
       where database_name = 'warehouse' and ${SYSTEM} and not internal
     order by all`,
  );
  for (const [schema, table, kind, comment] of relations as string[][]) {
    const name = `${String(schema)}.${String(table)}`;
    const where = `database_name = 'warehouse' and schema_name = ${quoteLiteral(String(schema))} and table_name = ${quoteLiteral(String(table))}`;
    try {
      await connection.run(
        `create table ${engine}.${quoteIdent(name)} as select * from warehouse.${quoteIdent(String(schema))}.${quoteIdent(String(table))}`,
      );
    } catch (error) {
      // A view over something that is gone: both have it or they differ.
      shapes.set(name, broken(String(kind), error));
      continue;
    }
    shapes.set(name, {
      kind: String(kind),
      comment: comment ?? null,
      columns: await texts(
        connection,
        `select column_name, data_type from duckdb_columns() where ${where} order by column_index`,
      ),
      constraints: [
        ...(await texts(
          connection,
          `select constraint_text from duckdb_constraints() where ${where} order by all`,
        )),
        ...(await texts(
          connection,
          `select column_name || ' comment: ' || comment from duckdb_columns() where ${where} and comment is not null order by all`,
        )),
      ],
      indexes: await texts(
        connection,
        `select is_unique, expressions from duckdb_indexes() where ${where} order by all`,
      ),
    });
  }
  await connection.run("detach warehouse");
  return shapes;
}

function broken(kind: string, error: unknown): Shape {
  const text = error instanceof Error ? error.message.split("\n")[0] : "";
  return {
    kind,
    comment: `cannot be read: ${text ?? ""}`,
    columns: [],
    constraints: [],
    indexes: [],
  };
}

async function rowDifferences(
  connection: DuckDBConnection,
  name: string,
  shape: Shape,
  options: ContentOptions,
): Promise<string[]> {
  if (shape.columns.length === 0) return [];
  const columns = await rows(
    connection,
    `select column_name, data_type from duckdb_columns() where database_name = 'memory' and schema_name = 'dbt' and table_name = ${quoteLiteral(name)} order by column_index`,
  );
  const selected = (columns as [string, string][])
    .map(([column, type]) => `${comparable(name, column, type, options)} as ${quoteIdent(column)}`)
    .join(", ");
  const counted = (engine: string): string =>
    `(select ${selected}, count(*) as "rows" from ${engine}.${quoteIdent(name)} group by all)`;
  const found: string[] = [];
  for (const [one, other] of [
    ["dbt", "granary"],
    ["granary", "dbt"],
  ] as const) {
    const only = `from (${counted(one)} except ${counted(other)})`;
    const [[count] = [0]] = await rows(connection, `select count(*)::integer ${only}`);
    if (count === 0) continue;
    const sample = await rows(connection, `select * ${only} order by all limit 3`);
    const shown = sample.map((row) => JSON.stringify(row)).join(" ");
    found.push(`${name}: ${String(count)} rows (with their counts) only of ${one}: ${shown}`);
  }
  return found;
}

/** An expression that is equal on both sides where the values are, whatever moment they were made. */
function comparable(
  relation: string,
  column: string,
  type: string,
  options: ContentOptions,
): string {
  const value = quoteIdent(column);
  if (options.masked.some((pattern) => matches(pattern, `${relation}.${column}`))) {
    return `${value} is null`;
  }
  const since = quoteLiteral(options.since.toISOString());
  if (type.startsWith("TIMESTAMP")) {
    return `case when ${value}::timestamptz between ${since}::timestamptz and now() then 'now' else ${value}::varchar end`;
  }
  if (type === "VARCHAR") {
    const day = options.since.toISOString().slice(0, 10);
    const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    return `regexp_replace(regexp_replace(${value}, '${day}[T ][0-9:.]+', 'now', 'g'), '${uuid}', 'uuid', 'g')`;
  }
  return value;
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`).test(name);
}
