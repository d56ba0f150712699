/** A value of one cell, as templates and failing-row samples see it; dates and times are their ISO text. */
export type Cell = null | boolean | number | bigint | string;

export interface QueryResult {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** The engine's names of the columns' types, and a cell's exact text: templates see decimals and times as values. */
  types?: readonly string[];
  textAt?: (row: number, column: number) => string;
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
  /** What the relation is; null where there is none of that name. */
  kindOf(name: RelationName): Promise<RelationKind | null>;
  close(): void;
}

/** What a relation's descriptions are, where they are to be stored with it. */
export interface RelationComments {
  relation: string | null;
  columns: ReadonlyMap<string, string>;
}

/** A seed's table: columns in file order, each with its SQL type. */
export interface SeedTable {
  columns: readonly (ColumnType & {
    quoted: boolean;
    /** The type comes from the values, not from the configuration. */
    inferred: boolean;
  })[];
  filePath: string;
  delimiter: string;
}

/** A column of a relation or query, with the engine's name of its type. */
export interface ColumnType {
  name: string;
  type: string;
}

/** A table whose columns and constraints are stated before it is filled. */
export interface TableShape {
  /** Definitions of columns, then of constraints, as DDL. */
  definitions: readonly string[];
  /** Names of the columns as SQL, in order. */
  columns: readonly string[];
  /** The table must be made under its own name: it cannot be renamed. */
  inPlace: boolean;
}

interface IndexShape {
  columns: readonly string[];
  unique: boolean;
  name: string;
}

/** New rows for a table that stays: they stand in the temporary table `source`. */
export interface IncrementalLoad {
  target: RelationName;
  /** As SQL. */
  source: string;
  columns: readonly ColumnType[];
  /** As SQL; empty where rows have no key. `composite` tells a list of one from a text. */
  key: readonly string[];
  composite: boolean;
  predicates: readonly string[];
}

/** One branch of a MERGE, in the spelling of the `merge_clauses` configuration. */
export type MergeClause = Readonly<Record<string, unknown>>;

export interface MergeOptions {
  /** Columns of `using (...)`; empty where the key's equality joins. */
  using: readonly string[];
  matched: readonly MergeClause[];
  notMatched: readonly MergeClause[];
  returning: readonly string[];
}

/** A span of time: `start` is in, `end` is not. ISO text. */
export interface TimeSpan {
  start: string;
  end: string;
}

/** Names of the columns a snapshot adds. */
export interface SnapshotColumns {
  validFrom: string;
  validTo: string;
  scdId: string;
  updatedAt: string;
  isDeleted: string;
}

/** How a snapshot tells that a row changed or went. Texts are SQL. */
export interface SnapshotPlan {
  key: readonly string[];
  composite: boolean;
  updatedAt: string;
  /** Over `snapshotted_data` and `source_data`. */
  rowChanged: string;
  scdId: string;
  deletes: "ignore" | "invalidate" | "new_record";
  /** What `valid_to` of the current rows is; null for null. */
  currentValidTo: string | null;
  columns: SnapshotColumns;
}

/** SQL of one engine. Pure: text in, statements out. */
export interface Dialect {
  readonly type: string;
  quote(name: string): string;
  relation(name: RelationName): string;
  createSchema(database: string, schema: string): string;
  /** Rows (column_name, data_type), in order. */
  columnsOf(name: RelationName): string;
  /** Rows (column_name, data_type) of what a query gives, in order; the query is not run. */
  columnsOfQuery(select: string): string;
  /** Statements that replace `target` (now of kind `existing`) by the rows of `select`, for one transaction. */
  replaceByTable(
    target: RelationName,
    existing: RelationKind | null,
    select: string,
    shape?: TableShape,
  ): string[];
  replaceByView(target: RelationName, existing: RelationKind | null, select: string): string[];
  replaceBySeed(target: RelationName, existing: RelationKind | null, seed: SeedTable): string[];
  /** A table of this connection only; it is called `quote(name)`. */
  createTemporary(name: string, select: string): string;
  dropTemporary(name: string): string;
  /** Where temporary tables stand. */
  readonly temporaryPlace: { database: string; schema: string };
  drop(target: RelationName, kind: RelationKind): string;
  copyTable(from: RelationName, to: RelationName): string;
  renameTable(from: RelationName, identifier: string): string;
  /**
   * Rows (table, table it refers to) of the tables whose foreign keys reach `target`, those that nothing refers to
   * first.
   */
  foreignKeysTo(target: RelationName): string;
  addColumn(target: RelationName, column: ColumnType): string;
  dropColumn(target: RelationName, column: string): string;
  changeColumnType(target: RelationName, column: ColumnType): string;
  createIndex(target: RelationName, index: IndexShape): string;
  append(load: IncrementalLoad): string[];
  deleteAndInsert(load: IncrementalLoad): string[];
  merge(load: IncrementalLoad, options: MergeOptions): string[];
  /** Replaces the rows whose `timeColumn` is in `span`. */
  replaceSpan(load: IncrementalLoad, timeColumn: string, span: TimeSpan): string[];
  /** The present, as a timestamp without time zone. */
  readonly snapshotTime: string;
  /** A hash of texts, as an expression. */
  hashOf(expressions: readonly string[]): string;
  /** The first content of a snapshot. */
  snapshotStart(select: string, plan: SnapshotPlan): string;
  /** What changed since; `existing` are the snapshot's own columns, `source` those of `select`. */
  snapshotChanges(
    target: RelationName,
    select: string,
    plan: SnapshotPlan,
    columns: { existing: readonly string[]; source: readonly string[] },
  ): string;
  /** Applies the changes in the temporary table `source` to the snapshot. */
  snapshotMerge(
    target: RelationName,
    source: string,
    columns: readonly string[],
    plan: SnapshotPlan,
  ): string[];
  /** Statements that put the file's rows in the place of those in the table. */
  refillBySeed(target: RelationName, seed: SeedTable): string[];
  comments(target: RelationName, kind: RelationKind, comments: RelationComments): string[];
  /** One row, one column: the moment that `scalar`, a query in brackets, gives, as milliseconds of the epoch. */
  newestMoment(scalar: string): string;
  countRows(target: RelationName): string;
  /** At most `limit` rows of `select`, the same ones each time. */
  sample(select: string, limit: number): string;
  /** The line of the statement an engine's message points at, from 1; null where it names none. */
  errorLine(message: string): number | null;
  /** Whether a message tells that another transaction was in the way, and a second try may succeed. */
  isConflict(message: string): boolean;
  readonly begin: string;
  readonly commit: string;
  readonly rollback: string;
}

/** An engine: its SQL, and connections to it. */
export interface Adapter {
  dialect: Dialect;
  connect(): Promise<AdapterSession>;
}
