/**
 * Cube's packages behind the few types Granary needs of them: their own declarations are `any` where it matters.
 * Import this only after `applyCubeSettings` and `provideNativeFunctions`.
 */
import { createRequire } from "node:module";
import type { Request, Router } from "express";
import type { ModelDefinitions } from "./access/model-references.js";
import type { CubeAnswer, CubeQuery } from "./asking.js";

// Node sees only some of the names that these CommonJS packages export, so they are required, not imported.
const load = createRequire(import.meta.url) as (name: string) => Readonly<Record<string, unknown>>;
const { DuckDBQuery } = load("@cubejs-backend/duckdb-driver/dist/src/DuckDBQuery.js");
const { BaseFilter } = load("@cubejs-backend/schema-compiler");
const { CubejsServerCore } = load("@cubejs-backend/server-core");
const annotations = load("@cubejs-backend/api-gateway/dist/src/helpers/prepare-annotation.js");

interface Filter {
  readonly query: Dialect;
  definition(): { type: unknown };
  /** The WHERE condition of the operator "measureFilter"; null where there is none. */
  measureFilterToWhere(): string | null;
  likeIgnoreCase(column: string, not: boolean, value: string, kind: string): string;
}

interface Column {
  aliasName(): string | null;
  dimensionSql(): string;
}

interface CubeEvaluator {
  measureByPath(path: string): { readonly filters?: readonly object[] };
  cubeNameFromPath(path: string): string;
}

interface Dialect {
  readonly cubeEvaluator: CubeEvaluator;
  measureSql(measure: Filter): string;
  /** The measures without parts that an evaluation comes upon. */
  collectLeafMeasures(evaluate: () => string): readonly string[];
  evaluateFiltersArray(filters: readonly object[], cubeName: string): string;
  readonly options: {
    maskedMembers?: readonly { readonly member: string }[];
    timeDimensions?: readonly { readonly dateRange?: readonly string[] | null }[];
    filters?: readonly unknown[];
  };
  readonly measures: readonly { aliasName(): string }[];
  dimensionsForSelect(): readonly Column[];
  fullKeyQueryAggregateMeasures(): Readonly<
    Record<"multipliedMeasures" | "cumulativeMeasures" | "multiStageMembers", readonly unknown[]>
  >;
  simpleQuery(): string;
  baseSelect(): string;
  groupByClause(): string;
  buildParamAnnotatedSql(): string;
  convertTz(field: string): string;
  timeGroupedColumn(granularity: string, dimension: string): string;
  timeRangeFilter(column: string, from: string, to: string): string;
  inDbTimeZone(date: string): string;
  timeStampCast(value: string): string;
  cacheKeyQueries(): readonly never[];
  newFilter(filter: object): Filter;
}

/** What Cube hands to every hook. */
export interface CubeContext {
  securityContext: Readonly<Record<string, never>>;
  requestId: string;
}

export type CubeLog = (message: string, details: Readonly<Record<string, unknown>>) => void;

export type QueryType = "regularQuery" | "blendingQuery" | "compareDateRangeQuery";

/** A query after Cube has filled in its defaults and dates. */
export interface NormalizedQuery {
  measures?: readonly string[];
  dimensions?: readonly string[];
  timeDimensions?: readonly {
    dimension: string;
    granularity?: string | null;
    dateRange?: string | readonly string[] | null;
  }[];
  total?: boolean;
  [more: string]: unknown;
}

/** A rollup that Cube's planner chose, and how it is made. */
export interface ChosenRollup {
  /** "cube.name" */
  preAggregationId: string;
  /** As it stands in the SQL. */
  tableName: string;
  /** The SELECT that makes it, with its values. */
  sql: readonly [string, readonly unknown[]];
}

/** A rollup of the model: what it holds. */
export interface DeclaredRollup {
  /** "cube.name" */
  id: string;
  preAggregation: { type: string };
  references: {
    measures: readonly string[];
    dimensions: readonly string[];
    timeDimensions: readonly { dimension: string; granularity: string }[];
  };
}

interface CompiledSql {
  sql: readonly [string, readonly unknown[]];
  aliasNameToMember: Readonly<Record<string, string>>;
  preAggregations: readonly ChosenRollup[];
}

interface CoreOptions {
  apiSecret: string;
  basePath: string;
  devServer: false;
  telemetry: false;
  scheduledRefreshTimer: false;
  cacheAndQueueDriver: "memory";
  allowUngroupedWithoutPrimaryKey: true;
  contextToApiScopes: () => Promise<readonly string[]>;
  checkAuth: (request: Request) => { security_context: CubeContext["securityContext"] };
  driverFactory: () => { type: "duckdb" };
  dialectFactory: () => unknown;
  repositoryFactory: () => { dataSchemaFiles(): Promise<ModelFile[]> };
  logger: CubeLog;
}

/** One file of the model, named relative to the model directory. */
export interface ModelFile {
  fileName: string;
  content: string;
}

/** The compiled members, as Cube's own routes pass them about. */
export type CompiledMeta = readonly object[];

interface CompilerApi {
  metaConfig(context: CubeContext, options: { requestId: string }): Promise<CompiledMeta>;
  getSql(query: object): Promise<CompiledSql>;
  /** The model's cubes and views as they were compiled. */
  getCompilers(options: { requestId: string }): Promise<{
    cubeEvaluator: { evaluatedCubes: ModelDefinitions };
  }>;
  /** The rollups the model declares. */
  preAggregations(): Promise<readonly DeclaredRollup[]>;
}

interface Gateway {
  initApp(router: Router): void;
  getNormalizedQueries(
    query: CubeQuery,
    context: CubeContext,
  ): Promise<readonly [QueryType, readonly NormalizedQuery[], readonly NormalizedQuery[]]>;
  coerceForSqlQuery(query: NormalizedQuery, context: CubeContext): object;
  filterVisibleItemsInMeta(context: CubeContext, meta: CompiledMeta): CompiledMeta;
}

interface Core {
  apiGateway(): Gateway;
  getCompilerApi(context: CubeContext): Promise<CompilerApi>;
  shutdown(): Promise<void>;
}

export const CubeFilter = BaseFilter as new (dialect: Dialect, filter: object) => Filter;
export const CubeDuckDbDialect = DuckDBQuery as new (compilers: object, options: object) => Dialect;
export const CubeCore = CubejsServerCore as new (options: CoreOptions) => Core;
export const prepareAnnotation = annotations["prepareAnnotation"] as (
  meta: CompiledMeta,
  query: NormalizedQuery,
) => CubeAnswer["annotation"];

export type { CompilerApi, Filter, Gateway };
