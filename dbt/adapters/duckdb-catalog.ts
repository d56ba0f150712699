import { quoteLiteral } from "../../warehouse/sql.js";

/** One row, one column: the statement's parse tree as JSON. */
export function parseTreeQuery(select: string): string {
  return `select json_serialize_sql(${quoteLiteral(select)})`;
}

/**
 * Rows (schema, relation, kind, relation_comment, column, type, index, column_comment) of every table and view of a
 * database, in order of schema, relation and column.
 */
export function catalogQuery(database: string): string {
  const named = `database_name = ${quoteLiteral(database)} and not internal`;
  return `
    with relation as (
      select schema_name, table_name as name,
        case when temporary then 'LOCAL TEMPORARY' else 'BASE TABLE' end as kind, comment
      from duckdb_tables() where ${named}
      union all
      select schema_name, view_name, 'VIEW', comment from duckdb_views() where ${named}
    )
    select relation.schema_name, relation.name, relation.kind, relation.comment,
      columns.column_name, columns.data_type, columns.column_index, columns.comment
    from relation
    join duckdb_columns() as columns
      on columns.database_name = ${quoteLiteral(database)}
      and columns.schema_name = relation.schema_name and columns.table_name = relation.name
    order by relation.schema_name, relation.name, columns.column_index`;
}
