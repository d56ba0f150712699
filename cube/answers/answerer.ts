import type { Lease } from "../../warehouse/version-hub.js";
import type { Ask, CubeAnswer, CubeQuery, Filter, Question } from "../asking.js";
import type { CubeLog } from "../cube-packages.js";
import type { Rollups } from "../rollups/rollups.js";
import type { Access } from "./access.js";
import { runStatement } from "./engine.js";
import type { Plan, Planner } from "./planner.js";
import { rowsOf } from "./shape.js";
import type { Table } from "./table.js";
import type { Turns } from "./turns.js";

/** What the answers to one question were computed from. */
export interface Provenance {
  rollups: Set<string>;
}

export interface AnswererOptions {
  planner: Planner;
  access: Access;
  turns: Turns;
  rollups: Rollups;
  /** Hears of every statement before it runs. */
  onLog: CubeLog;
}

/** The `ask` of one question: plain queries over a version held open by `lease`, as far as the asker may see it. */
export function askOf(
  options: AnswererOptions,
  question: Question,
  lease: Lease,
  provenance: Provenance,
): Ask {
  const { planner, access, turns, rollups, onLog } = options;
  const { signal, requestId } = question;
  const { policy } = question.asker;
  const { reader } = lease;
  return async (query) => {
    signal.throwIfAborted();
    await access.check(reader, policy, membersIn(query));
    const catalog = await access.catalogOf(reader, policy);
    // Rollups hold every row, so only who may see every row is answered from them.
    const useRollups = catalog === undefined && (await rollups.serve(reader));
    const raw = !useRollups || "maskedMembers" in query;
    const found = await planner.plan(query, { requestId, raw });
    const plan = found.rollups.length === 0 ? found : await throughRollups(found, query);
    onLog("Executing SQL", { query: plan.sql, values: plan.values, requestId });
    try {
      const [table, total] = await Promise.all([
        runStatement(reader, { sql: plan.sql, values: plan.values, catalog }, turns, signal),
        plan.total
          ? runStatement(reader, { ...plan.total, catalog }, turns, signal)
          : Promise.resolve(null),
      ]);
      if (plan.rollups.length > 0) rollups.shadow(lease, { query, plan, table });
      return answerOf(plan, table, total, reader.manifest.publishedAt);
    } catch (error) {
      throw catalog === undefined ? error : (access.denialOf(error) ?? error);
    }
  };

  async function throughRollups(found: Plan, query: CubeQuery): Promise<Plan> {
    const rewritten = await rollups.rewrite(reader, found);
    if (!rewritten) return planner.plan(query, { requestId, raw: true });
    for (const { preAggregationId } of found.rollups) provenance.rollups.add(preAggregationId);
    return rewritten;
  }
}

/** Every member a plain query names. */
export function membersIn(query: CubeQuery): Set<string> {
  const names = [
    ...(query.measures ?? []),
    ...(query.dimensions ?? []),
    ...(query.segments ?? []),
    ...(query.timeDimensions ?? []).map(({ dimension }) => dimension),
    ...(query.filters ?? []).flatMap(membersOf),
    ...(Array.isArray(query.order)
      ? query.order.map(([name]: readonly [string, string]) => name)
      : Object.keys(query.order ?? {})),
  ];
  // A dimension may name a granularity as a third part.
  return new Set(names.map((name) => name.split(".").slice(0, 2).join(".")));
}

function membersOf(filter: Filter): string[] {
  if ("and" in filter) return filter.and.flatMap(membersOf);
  return "or" in filter ? filter.or.flatMap(membersOf) : [filter.member];
}

function answerOf(plan: Plan, table: Table, total: Table | null, publishedAt: string): CubeAnswer {
  const count = total?.columns[0]?.[0];
  return {
    query: plan.query as CubeQuery,
    lastRefreshTime: publishedAt,
    ...(plan.rollups.length === 0
      ? {}
      : {
          usedPreAggregations: Object.fromEntries(
            plan.rollups.map(({ preAggregationId, tableName }) => [
              tableName,
              { targetTableName: tableName, preAggregationId, type: "rollup" },
            ]),
          ),
        }),
    annotation: plan.annotation,
    dataSource: "default",
    dbType: "duckdb",
    external: false,
    slowQuery: false,
    total: total === null ? null : Number(count),
    data: rowsOf(table, plan.aliases, plan.annotation, plan.query),
  };
}
