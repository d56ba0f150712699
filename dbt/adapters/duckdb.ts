import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { messageOf } from "../../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import type {
  Adapter,
  AdapterSession,
  Cell,
  Dialect,
  RelationKind,
  RelationName,
  SeedTable,
  TableShape,
} from "./adapter.js";
import { append, deleteAndInsert, replaceSpan } from "./duckdb-incremental.js";
import { mergeStatement } from "./duckdb-merge.js";
import {
  hashOf,
  SNAPSHOT_TIME,
  snapshotChanges,
  snapshotMerge,
  snapshotStart,
} from "./duckdb-snapshot.js";

const TEMPORARY_SUFFIX = "__dbt_tmp";

function relation(name: RelationName): string {
  return [name.database, name.schema, name.identifier].map(quoteIdent).join(".");
}

const IS_MISSING = /^(?:Binder|Catalog) Error: .*does not exist/;

function viewFilter(name: RelationName): string {
  const equal = (column: string, value: string): string =>
    `lower(${column}) = lower(${quoteLiteral(value)})`;
  return [
    equal("database_name", name.database),
    equal("schema_name", name.schema),
    equal("view_name", name.identifier),
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

function createTable(name: string, select: string, shape: TableShape | undefined): string[] {
  if (shape === undefined) return [`create table ${name} as (\n${select}\n)`];
  const columns = shape.columns.join(", ");
  return [
    `create table ${name} (\n  ${shape.definitions.join(",\n  ")}\n)`,
    `insert into ${name} (${columns}) (\nselect ${columns} from (\n${select}\n) as model_subq\n)`,
  ];
}

function replaceByTable(
  target: RelationName,
  existing: RelationKind | null,
  select: string,
  shape?: TableShape,
): string[] {
  if (shape?.inPlace === true) {
    return [...drop(target, existing), ...createTable(relation(target), select, shape)];
  }
  return withNewTable(target, existing, (temporary) => createTable(temporary, select, shape));
}

function foreignKeysTo({ database, schema, identifier }: RelationName): string {
  const same = (column: string, value: string): string =>
    `lower(${column}) = lower(${quoteLiteral(value)})`;
  return [
    "with recursive keys as (",
    "  select table_name, referenced_table from duckdb_constraints()",
    "  where constraint_type = 'FOREIGN KEY' and lower(table_name) <> lower(referenced_table)",
    `    and ${same("database_name", database)} and ${same("schema_name", schema)}`,
    "), reached(table_name, depth) as (",
    `  select table_name, 1 from keys where ${same("referenced_table", identifier)}`,
    "  union select keys.table_name, reached.depth + 1 from keys",
    "  join reached on lower(keys.referenced_table) = lower(reached.table_name)",
    "), deepest as (select table_name, max(depth) as depth from reached group by all)",
    "select table_name, referenced_table from deepest join keys using (table_name)",
    "order by depth desc, table_name, referenced_table",
  ].join("\n");
}

function copySeed(table: string, seed: SeedTable): string {
  const options = `format csv, header true, delimiter ${quoteLiteral(seed.delimiter)}`;
  return `copy ${table} from ${quoteLiteral(seed.filePath)} (${options})`;
}

function loadSeed(temporary: string, seed: SeedTable): string[] {
  const columns = seed.columns.map(
    ({ name, type, quoted }) => `${quoted ? quoteIdent(name) : name} ${type}`,
  );
  return [`create table ${temporary} (${columns.join(", ")})`, copySeed(temporary, seed)];
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
  columnsOf: (name) => `select column_name, column_type from (describe ${relation(name)})`,
  columnsOfQuery: (select) =>
    `select column_name, column_type from (describe select * from (\n${select}\n) as q)`,
  replaceByTable,
  replaceByView: (target, existing, select) => [
    ...drop(target, existing === "view" ? null : existing),
    `create or replace view ${relation(target)} as (\n${select}\n)`,
  ],
  replaceBySeed: (target, existing, seed) =>
    withNewTable(target, existing, (temporary) => loadSeed(temporary, seed)),
  refillBySeed: (target, seed) => [
    `delete from ${relation(target)}`,
    copySeed(relation(target), seed),
  ],
  createTemporary: (name, select) =>
    `create temporary table ${quoteIdent(name)} as (\n${select}\n)`,
  dropTemporary: (name) => `drop table if exists ${quoteIdent(name)}`,
  temporaryPlace: { database: "temp", schema: "main" },
  drop: (target, kind) => `drop ${kind} if exists ${relation(target)}`,
  copyTable: (from, to) => `create table ${relation(to)} as from ${relation(from)}`,
  renameTable: (from, identifier) =>
    `alter table ${relation(from)} rename to ${quoteIdent(identifier)}`,
  foreignKeysTo,
  addColumn: (target, { name, type }) =>
    `alter table ${relation(target)} add column ${quoteIdent(name)} ${type}`,
  dropColumn: (target, name) => `alter table ${relation(target)} drop column ${quoteIdent(name)}`,
  changeColumnType: (target, { name, type }) =>
    `alter table ${relation(target)} alter column ${quoteIdent(name)} set data type ${type}`,
  createIndex: (target, { columns, unique, name }) =>
    `create ${unique ? "unique " : ""}index ${quoteIdent(name)} on ${relation(target)} (${columns.join(", ")})`,
  append: (load) => append(relation(load.target), load),
  deleteAndInsert: (load) => deleteAndInsert(relation(load.target), load),
  merge: (load, options) => [mergeStatement(relation(load.target), load, options)],
  replaceSpan: (load, timeColumn, span) =>
    replaceSpan(relation(load.target), load, timeColumn, span),
  snapshotTime: SNAPSHOT_TIME,
  hashOf,
  snapshotStart,
  snapshotChanges: (target, select, plan, columns) =>
    snapshotChanges(relation(target), select, plan, columns),
  snapshotMerge: (target, source, columns, plan) =>
    snapshotMerge(relation(target), source, columns, plan),
  comments: (target, kind, { relation: text, columns }) => [
    ...(text === null ? [] : [`comment on ${kind} ${relation(target)} is ${quoteLiteral(text)}`]),
    ...[...columns].map(
      ([column, comment]) =>
        `comment on column ${relation(target)}.${quoteIdent(column)} is ${quoteLiteral(comment)}`,
    ),
  ],
  // A timestamp without a zone is UTC.
  newestMoment: (scalar) =>
    `select case when typeof(newest) = 'TIMESTAMP WITH TIME ZONE' then epoch_ms(newest) else ` +
    `epoch_ms(newest::timestamp) end from (select ${scalar} as newest)`,
  countRows: (target) => `select count(*) from ${relation(target)}`,
  sample: (select, limit) => `select * from (\n${select}\n) order by all limit ${limit}`,
  isConflict: (message) => /write-write conflict|transaction conflict/i.test(message),
  errorLine: (message) => {
    const line = /\bLINE (\d+):/.exec(message)?.[1];
    return line === undefined ? null : Number(line);
  },
};

function cellOf(value: DuckDBValue, type: DuckDBType): Cell {
  if (value === null) return null;
  if (typeof value === "bigint") {
    const safe = type.toString() !== "BIGNUM" && Number.isSafeInteger(Number(value));
    return safe ? Number(value) : value;
  }
  if (typeof value === "object") return "toDouble" in value ? value.toDouble() : value.toString();
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
      const rows = reader.getRows();
      return {
        columns: reader.columnNames(),
        types: types.map(String),
        textAt: (row, column) => String(rows[row]?.[column] ?? null),
        rows: rows.map((row) =>
          row.map((value, index) => {
            const type = types[index];
            return type === undefined ? null : cellOf(value, type);
          }),
        ),
      };
    },
    // duckdb_tables() would read the sizes of all tables. A view is not asked: what it reads may be gone.
    async kindOf(name) {
      const views = await connection.runAndReadAll(
        `select 1 from duckdb_views() where ${viewFilter(name)}`,
      );
      if (views.currentRowCount > 0) return "view";
      try {
        await connection.run(`select 1 from ${relation(name)} limit 0`);
        return "table";
      } catch (error) {
        if (IS_MISSING.test(messageOf(error))) return null;
        throw error;
      }
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
