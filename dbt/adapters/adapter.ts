/** A value of one cell, as templates and failing-row samples see it; dates and times are their ISO text. */
export type Cell = null | boolean | number | bigint | string;

export interface QueryResult {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** A table, view or CTE by name. */
export interface RelationName {
  database: string;
  schema: string;
  identifier: string;
}

export type RelationKind = "table" | "view";

/** One connection; statements on it run one after another. */
export interface AdapterSession {
  run(sql: string): Promise<void>;
  query(sql: string): Promise<QueryResult>;
  close(): void;
}

/** What a relation's descriptions are, where they are to be stored with it. */
export interface RelationComments {
  relation: string | null;
  columns: ReadonlyMap<string, string>;
}

/** A seed's table: columns in file order, each with its SQL type. */
export interface SeedTable {
  columns: readonly { name: string; type: string; quoted: boolean }[];
  filePath: string;
  delimiter: string;
}

/** SQL of one engine. Pure: text in, statements out. */
export interface Dialect {
  readonly type: string;
  quote(name: string): string;
  relation(name: RelationName): string;
  createSchema(database: string, schema: string): string;
  /** One row, one column: 'table' or 'view'; no row where there is no such relation. */
  relationKind(name: RelationName): string;
  /** Rows (column_name, data_type), in order. */
  columnsOf(name: RelationName): string;
  /** Statements that replace `target` (now of kind `existing`) by the rows of `select`, for one transaction. */
  replaceByTable(target: RelationName, existing: RelationKind | null, select: string): string[];
  replaceByView(target: RelationName, existing: RelationKind | null, select: string): string[];
  replaceBySeed(target: RelationName, existing: RelationKind | null, seed: SeedTable): string[];
  comments(target: RelationName, kind: RelationKind, comments: RelationComments): string[];
  countRows(target: RelationName): string;
  /** At most `limit` rows of `select`, the same ones each time. */
  sample(select: string, limit: number): string;
  /** The line of the statement an engine's message points at, from 1; null where it names none. */
  errorLine(message: string): number | null;
  readonly begin: string;
  readonly commit: string;
  readonly rollback: string;
}

/** An engine: its SQL, and connections to it. */
export interface Adapter {
  dialect: Dialect;
  connect(): Promise<AdapterSession>;
}
