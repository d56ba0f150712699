/**
 * Cube's packages behind the few types Granary needs of them: their own declarations are `any` where it matters.
 * Import this only after `applyCubeSettings` and `provideNativeFunctions`.
 */
import { createRequire } from "node:module";
import type { Request, Router } from "express";

// Node sees only some of the names that these CommonJS packages export, so they are required, not imported.
const load = createRequire(import.meta.url) as (name: string) => Readonly<Record<string, unknown>>;
const { BaseDriver } = load("@cubejs-backend/base-driver");
const { DuckDBQuery } = load("@cubejs-backend/duckdb-driver/dist/src/DuckDBQuery.js");
const { BaseFilter } = load("@cubejs-backend/schema-compiler");
const { CubejsServerCore } = load("@cubejs-backend/server-core");
const {
  LocalCacheDriver,
  LocalQueueDriver,
  LocalQueueDriverConnection,
  LocalQueueDriverConnectionState,
} = load("@cubejs-backend/query-orchestrator");

/** One value of a result row; numbers as text, so that decimals stay exact. */
export type Cell = string | boolean | null;
export type ResultRow = Record<string, Cell>;

/** A running query; `cancel` interrupts the engine. */
export interface RunningQuery extends Promise<ResultRow[]> {
  cancel(): Promise<void>;
}

interface Driver {
  release(): Promise<void>;
}

interface Filter {
  definition(): { type: unknown };
  likeIgnoreCase(column: string, not: boolean, value: string, kind: string): string;
}

interface Dialect {
  convertTz(field: string): string;
  inDbTimeZone(date: string): string;
  timeStampCast(value: string): string;
  cacheKeyQueries(): readonly never[];
  newFilter(filter: object): Filter;
}

/** What Cube hands to every hook; the pinned version travels in the security context. */
export interface CubeContext {
  securityContext: { granaryVersion?: number };
  requestId: string;
}

export type CubeLog = (message: string, details: Readonly<Record<string, unknown>>) => void;

interface CoreOptions {
  apiSecret: string;
  basePath: string;
  devServer: false;
  telemetry: false;
  scheduledRefreshTimer: false;
  cacheAndQueueDriver: "memory";
  allowUngroupedWithoutPrimaryKey: true;
  contextToApiScopes: () => Promise<readonly string[]>;
  contextToOrchestratorId: (context: CubeContext) => string;
  checkAuth: (request: Request) => { security_context: CubeContext["securityContext"] };
  driverFactory: (context: CubeContext) => Driver;
  dialectFactory: () => unknown;
  repositoryFactory: () => { dataSchemaFiles(): Promise<ModelFile[]> };
  logger: CubeLog;
}

/** One file of the model, named relative to the model directory. */
export interface ModelFile {
  fileName: string;
  content: string;
}

interface QueueOptions {
  redisQueuePrefix: string;
}

interface QueueSetup {
  queueOptions: (dataSource: string) => Promise<object>;
}

interface OrchestratorOptions {
  queryCacheOptions: QueueSetup;
  preAggregationsOptions: QueueSetup;
}

interface Orchestrator {
  getQueryOrchestrator(): { getQueryCache(): object };
}

interface Core {
  readonly orchestratorStorage: {
    readonly storage: { readonly size: number; delete(id: string): boolean };
  };
  createOrchestratorApi(getDriver: unknown, options: OrchestratorOptions): Orchestrator;
  apiGateway(): { initApp(router: Router): void };
  getCompilerApi(context: CubeContext): Promise<{
    metaConfig(context: CubeContext, options: object): Promise<unknown>;
  }>;
  shutdown(): Promise<void>;
}

interface ResultStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, seconds: number): Promise<{ key: string; bytes: number }>;
  remove(key: string): Promise<void>;
  keysStartingWith(prefix: string): Promise<string[]>;
}

interface QueueDriver {
  createConnection(): Promise<object>;
}

export const CubeDriver = BaseDriver as new () => Driver;
export const CubeFilter = BaseFilter as new (dialect: Dialect, filter: object) => Filter;
export const CubeDuckDbDialect = DuckDBQuery as new (compilers: object, options: object) => Dialect;
export const CubeCore = CubejsServerCore as new (options: CoreOptions) => Core;
export const CubeResultStore = LocalCacheDriver as new () => ResultStore;
export const CubeQueueDriver = LocalQueueDriver as new (options: QueueOptions) => QueueDriver;
export const CubeQueueConnection = LocalQueueDriverConnection as new (
  driver: QueueDriver,
  state: object,
  options: QueueOptions,
) => object;
export const CubeQueueState = LocalQueueDriverConnectionState as new () => object;

export type { Filter, Orchestrator, OrchestratorOptions, QueueOptions };
