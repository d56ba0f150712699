import {
  type DuckDBConnection,
  DuckDBDecimalValue,
  type DuckDBType,
  type DuckDBValue,
  DuckDBTypeId,
} from "@duckdb/node-api";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import type {
  Adapter,
  AdapterSession,
  Cell,
  Dialect,
  RelationKind,
  RelationName,
  SeedTable,
} from "./adapter.js";

const TEMPORARY_SUFFIX = "__dbt_tmp";

function relation(name: RelationName): string {
  return [name.database, name.schema, name.identifier].map(quoteIdent).join(".");
}

function catalogFilter(name: RelationName, prefix: "table" | "view"): string {
  const equal = (column: string, value: string): string =>
    `lower(${column}) = lower(${quoteLiteral(value)})`;
  return [
    equal("database_name", name.database),
    equal("schema_name", name.schema),
    equal(`${prefix}_name`, name.identifier),
  ].join(" and ");
}

function drop(target: RelationName, existing: RelationKind | null): string[] {
  return existing === null ? [] : [`drop ${existing} ${relation(target)}`];
}

function withNewTable(
  target: RelationName,
  existing: RelationKind | null,
  fill: (temporary: string) => string[],
): string[] {
  const temporary = { ...target, identifier: target.identifier + TEMPORARY_SUFFIX };
  return [
    `drop table if exists ${relation(temporary)}`,
    ...fill(relation(temporary)),
    ...drop(target, existing),
    `alter table ${relation(temporary)} rename to ${quoteIdent(target.identifier)}`,
  ];
}

function loadSeed(temporary: string, seed: SeedTable): string[] {
  const columns = seed.columns.map(
    ({ name, type, quoted }) => `${quoted ? quoteIdent(name) : name} ${type}`,
  );
  const options = `format csv, header true, delimiter ${quoteLiteral(seed.delimiter)}`;
  return [
    `create table ${temporary} (${columns.join(", ")})`,
    `copy ${temporary} from ${quoteLiteral(seed.filePath)} (${options})`,
  ];
}

/** DuckDB's SQL. */
const duckdbDialect: Dialect = {
  type: "duckdb",
  begin: "begin transaction",
  commit: "commit",
  rollback: "rollback",
  quote: quoteIdent,
  relation,
  createSchema: (database, schema) =>
    `create schema if not exists ${quoteIdent(database)}.${quoteIdent(schema)}`,
  relationKind: (name) =>
    `select 'table' as kind from duckdb_tables() where ${catalogFilter(name, "table")}` +
    ` union all select 'view' from duckdb_views() where ${catalogFilter(name, "view")}`,
  columnsOf: (name) => `select column_name, column_type from (describe ${relation(name)})`,
  replaceByTable: (target, existing, select) =>
    withNewTable(target, existing, (temporary) => [`create table ${temporary} as (\n${select}\n)`]),
  replaceByView: (target, existing, select) => [
    ...drop(target, existing),
    `create view ${relation(target)} as (\n${select}\n)`,
  ],
  replaceBySeed: (target, existing, seed) =>
    withNewTable(target, existing, (temporary) => loadSeed(temporary, seed)),
  comments: (target, kind, { relation: text, columns }) => [
    ...(text === null ? [] : [`comment on ${kind} ${relation(target)} is ${quoteLiteral(text)}`]),
    ...[...columns].map(
      ([column, comment]) =>
        `comment on column ${relation(target)}.${quoteIdent(column)} is ${quoteLiteral(comment)}`,
    ),
  ],
  countRows: (target) => `select count(*) from ${relation(target)}`,
  sample: (select, limit) => `select * from (\n${select}\n) order by all limit ${limit}`,
  errorLine: (message) => {
    const line = /\bLINE (\d+):/.exec(message)?.[1];
    return line === undefined ? null : Number(line);
  },
};

function cellOf(value: DuckDBValue, type: DuckDBType): Cell {
  if (value === null) return null;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (typeof value === "bigint") {
    const safe = type.typeId !== DuckDBTypeId.BIGNUM && Number.isSafeInteger(Number(value));
    return safe ? Number(value) : value;
  }
  if (typeof value === "object") return value.toString();
  return value;
}

function session(connection: DuckDBConnection): AdapterSession {
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async query(sql) {
      const reader = await connection.runAndReadAll(sql);
      const types = reader.columnTypes();
      return {
        columns: reader.columnNames(),
        rows: reader.getRows().map((row) =>
          row.map((value, index) => {
            const type = types[index];
            return type === undefined ? null : cellOf(value, type);
          }),
        ),
      };
    },
    close() {
      connection.closeSync();
    },
  };
}

/** DuckDB over connections that `connect` opens on one instance. */
export function duckdbAdapter(connect: () => Promise<DuckDBConnection>): Adapter {
  return { dialect: duckdbDialect, connect: async () => session(await connect()) };
}
