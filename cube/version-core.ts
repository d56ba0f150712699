import type { ErrorRequestHandler, Router } from "express";
import { messageOf } from "../warehouse/errors.js";
import {
  CubeCore,
  CubeQueueConnection,
  CubeQueueDriver,
  CubeQueueState,
  type CubeContext,
  type Orchestrator,
  type OrchestratorOptions,
  type QueueOptions,
} from "./cube-packages.js";
import { ResultCache } from "./result-cache.js";

/** Queries of one version that run at a time; the engine spreads each over its own threads. */
const CONCURRENCY = 4;

/** Keeps its queue by itself: Cube's driver keeps one for ever in a module variable per queue name. */
class VersionQueueDriver extends CubeQueueDriver {
  readonly #options: QueueOptions;
  readonly #state = new CubeQueueState();

  constructor(options: QueueOptions) {
    super(options);
    this.#options = options;
  }

  override createConnection(): Promise<object> {
    return Promise.resolve(new CubeQueueConnection(this, this.#state, this.#options));
  }
}

/**
 * Answers what failed before Cube saw a query, for example a body that is no JSON. Cube's own handler calls everything
 * a server error, and after answering passes it on, which to Express means to cut the connection.
 */
const answerFailure: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status =
    error instanceof Error && "status" in error && typeof error.status === "number"
      ? error.status
      : 500;
  response.status(status).json({ error: messageOf(error) });
};

/** The name of a version's orchestrator: its queue, its driver, its answers. */
export function orchestratorId(version: number | undefined): string {
  return `version-${version === undefined ? "none" : String(version)}`;
}

/** Cube's server: one compiled model for all versions, one orchestrator for each, dropped whole with its version. */
export class VersionCore extends CubeCore {
  override createOrchestratorApi(getDriver: unknown, options: OrchestratorOptions): Orchestrator {
    const queueOptions = (): Promise<object> =>
      Promise.resolve({
        concurrency: CONCURRENCY,
        queueDriverFactory: (_kind: string, queue: QueueOptions) => new VersionQueueDriver(queue),
      });
    const api = super.createOrchestratorApi(getDriver, {
      ...options,
      queryCacheOptions: { ...options.queryCacheOptions, queueOptions },
      preAggregationsOptions: { ...options.preAggregationsOptions, queueOptions },
    });
    Object.assign(api.getQueryOrchestrator().getQueryCache(), { cacheDriver: new ResultCache() });
    return api;
  }

  mount(router: Router): void {
    const gateway = this.apiGateway();
    Object.assign(gateway, { handleErrorMiddleware: answerFailure });
    gateway.initApp(router);
  }

  /** Compiles the model, so that its faults show at the start and the first query need not wait. */
  async compile(context: CubeContext): Promise<void> {
    const compiler = await this.getCompilerApi(context);
    await compiler.metaConfig(context, { requestId: context.requestId });
  }

  /** Forgets a closed version. */
  drop(version: number): void {
    this.orchestratorStorage.storage.delete(orchestratorId(version));
  }

  /** How many versions hold memory here. */
  get orchestratorCount(): number {
    return this.orchestratorStorage.storage.size;
  }
}
