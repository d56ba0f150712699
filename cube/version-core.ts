import type { ErrorRequestHandler, Router } from "express";
import { messageOf } from "../warehouse/errors.js";
import {
  CubeCore,
  type CompiledMeta,
  type CompilerApi,
  type CubeContext,
  type Gateway,
  type NormalizedQuery,
} from "./cube-packages.js";

/**
 * Answers what failed before Cube saw a query. Cube's own handler calls everything a server error, and after answering
 * passes it on, which to Express means to cut the connection.
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

/** Only the planner of answers says so. */
function mayUseRollups(query: NormalizedQuery): boolean {
  return query["disableExternalPreAggregations"] === false;
}

/** Cube's server: one compiled model for all versions, its planner and its routes. It never runs a query itself. */
export class VersionCore extends CubeCore {
  /** Serves what Cube answers without data: `/meta`, `/sql`, `/dry-run`. */
  mount(router: Router): void {
    const gateway = this.gateway;
    const coerce = gateway.coerceForSqlQuery.bind(gateway);
    Object.assign(gateway, {
      handleErrorMiddleware: answerFailure,
      // SQL that is shown reads tables that whoever sees it can read too.
      coerceForSqlQuery: (query: NormalizedQuery, context: CubeContext) =>
        coerce({ ...query, disableExternalPreAggregations: !mayUseRollups(query) }, context),
    });
    gateway.initApp(router);
  }

  get gateway(): Gateway {
    return this.apiGateway();
  }

  compiler(context: CubeContext): Promise<CompilerApi> {
    return this.getCompilerApi(context);
  }

  /** Compiles the model, so that its faults show at the start and the first query need not wait. */
  async compile(context: CubeContext): Promise<CompiledMeta> {
    const compiler = await this.compiler(context);
    return compiler.metaConfig(context, { requestId: context.requestId });
  }
}
