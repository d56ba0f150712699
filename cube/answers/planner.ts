import { randomUUID } from "node:crypto";
import type { CubeQuery } from "../asking.js";
import {
  prepareAnnotation,
  type ChosenRollup,
  type CompiledMeta,
  type CompilerApi,
  type CubeContext,
  type DeclaredRollup,
  type NormalizedQuery,
} from "../cube-packages.js";
import type { VersionCore } from "../version-core.js";
import { datePlaces, shapeOf, withDates, type DatePlaces, type Shape } from "./plan-shape.js";
import type { Annotation } from "./shape.js";

/** What a plain query comes to: the SQL that answers it and how its columns are called. */
export interface Plan {
  readonly query: NormalizedQuery;
  readonly annotation: Annotation;
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Counts the rows there are without the query's limit, where the query asks for that. */
  readonly total: { readonly sql: string; readonly values: readonly unknown[] } | null;
  readonly aliases: Readonly<Record<string, string>>;
  /** Rollups the SQL reads in place of the version's tables. */
  readonly rollups: readonly ChosenRollup[];
}

/** A plan, and where its dates stand; `places` is null where it serves its own dates only. */
interface ShapedPlan {
  readonly plan: Plan;
  readonly places: Record<"values" | "total", DatePlaces> | null;
}

const MAX_SHAPES = 2_000;
const NO_SECURITY = {};

/** Turns queries into SQL by Cube's own compiler. The same for all versions and askers. */
export class Planner {
  readonly #core: VersionCore;
  readonly #compiler: CompilerApi;
  readonly #publicMeta: CompiledMeta;
  readonly #shapes = new Map<string, ShapedPlan>();

  /** Whether no rollup is coarser than a day. */
  readonly #finest: boolean;

  private constructor(
    core: VersionCore,
    compiler: CompilerApi,
    meta: CompiledMeta,
    rollups: readonly DeclaredRollup[],
  ) {
    this.#core = core;
    this.#compiler = compiler;
    this.#finest = rollups.every(({ references }) =>
      references.timeDimensions.every(({ granularity }) => granularity === "day"),
    );
    this.#publicMeta = core.gateway.filterVisibleItemsInMeta(contextOf(randomUUID()), meta);
  }

  static async over(core: VersionCore): Promise<Planner> {
    const context = contextOf(randomUUID());
    const compiler = await core.compiler(context);
    const rollups = await compiler.preAggregations();
    return new Planner(core, compiler, await core.compile(context), rollups);
  }

  /** @param raw whether rollups must be left aside */
  async plan(query: CubeQuery, options: { requestId: string; raw: boolean }): Promise<Plan> {
    const context = contextOf(options.requestId);
    // The marker of grouping sets is the dialect's; Cube lets no question carry it.
    const { maskedMembers, ...asked } = query as CubeQuery & { maskedMembers?: unknown };
    const [, [normalized]] = await this.#core.gateway.getNormalizedQueries(asked, context);
    if (!normalized) throw new Error("Cube made no query of the question.");
    const full: NormalizedQuery = {
      ...normalized,
      ...(maskedMembers === undefined ? {} : { maskedMembers }),
      disableExternalPreAggregations: options.raw,
    };
    const shape = shapeOf(full, this.#finest);
    const known = this.#shapes.get(shape.key);
    if (known) {
      const { plan, places } = known;
      if (places) return { ...plan, ...dated(plan, places, shape.dates), query: normalized };
      if (shape.dates.length === 0) return { ...plan, query: normalized };
    }
    const plan = await this.#compile(normalized, full, context);
    if (!known) this.#keep(shape.key, { plan, places: placesIn(shape, full, plan) });
    return plan;
  }

  #keep(key: string, shaped: ShapedPlan): void {
    this.#shapes.set(key, shaped);
    if (this.#shapes.size > MAX_SHAPES) this.#shapes.delete(this.#shapes.keys().next().value ?? "");
  }

  /** The SQL of a plain query over the version's own tables. */
  async sqlOf(query: CubeQuery): Promise<string> {
    return (await this.plan(query, { requestId: randomUUID(), raw: true })).sql;
  }

  async #compile(
    query: NormalizedQuery,
    full: NormalizedQuery,
    context: CubeContext,
  ): Promise<Plan> {
    const compiled = await this.#sql(full, context);
    const [sql, values] = compiled.sql;
    return {
      query,
      annotation: prepareAnnotation(this.#publicMeta, query),
      sql,
      values,
      total: query.total === true ? await this.#total(full, context) : null,
      aliases: compiled.aliasNameToMember,
      rollups: compiled.preAggregations,
    };
  }

  async #total(full: NormalizedQuery, context: CubeContext): Promise<Plan["total"]> {
    const everything = { ...full, totalQuery: true, limit: null, rowLimit: null, offset: null };
    Reflect.deleteProperty(everything, "order");
    const [sql, values] = (await this.#sql(everything, context)).sql;
    return { sql, values };
  }

  #sql(query: NormalizedQuery, context: CubeContext): ReturnType<CompilerApi["getSql"]> {
    return this.#compiler.getSql(this.#core.gateway.coerceForSqlQuery(query, context));
  }
}

function placesIn(shape: Shape, query: NormalizedQuery, plan: Plan): ShapedPlan["places"] {
  if (shape.dates.length === 0) return null;
  const values = datePlaces(shape, query, plan.sql, plan.values);
  const total = plan.total ? datePlaces(shape, query, plan.total.sql, plan.total.values) : [];
  return values && total ? { values, total } : null;
}

function dated(
  { values, total }: Plan,
  places: Record<"values" | "total", DatePlaces>,
  dates: readonly string[],
): Pick<Plan, "values" | "total"> {
  return {
    values: withDates(values, places.values, dates),
    total: total && { ...total, values: withDates(total.values, places.total, dates) },
  };
}

function contextOf(requestId: string): CubeContext {
  return { securityContext: NO_SECURITY, requestId };
}
