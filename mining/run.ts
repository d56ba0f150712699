import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { Workspace } from "../warehouse/workspace.js";
import { associationRules, measureOn } from "./association.js";
import { readOrderBaskets } from "./order-baskets.js";
import { miningParameters, type MiningParameters } from "./parameters.js";
import { writeRules, type MiningRun, type StoredRule } from "./rule-tables.js";

const PHASE = "mine";

interface MiningSummary {
  runId: string;
  trainOrders: number;
  holdoutOrders: number;
  rules: number;
  ms: number;
}

interface MiningOptions {
  config: GranaryConfig;
  workspace: Workspace;
  onEvent: EventSink;
}

/**
 * Finds association rules in the orders up to the as-of date, measures them on the last orders, which it did not learn
 * from, and replaces `mining.association_rule` and `mining.run`. The same data and vars give the same rows.
 *
 * @throws GranaryError MINING_MARTS_MISSING, CONFIG_INVALID
 */
export async function runMining(options: MiningOptions): Promise<MiningSummary> {
  const { config, workspace, onEvent } = options;
  const started = performance.now();
  const parameters = miningParameters(config.vars);
  const connection = await workspace.connect();
  try {
    await requireMarts(connection);
    const run = await mineAssociation(connection, parameters, config.asOfDate);
    await writeRules(connection, run.run, run.rules);
    const ms = performance.now() - started;
    const { runId, trainOrders, holdoutOrders } = run.run;
    const rules = run.rules.length;
    onEvent({
      type: "step",
      phase: PHASE,
      name: "mining.association_rule",
      status: "ok",
      rows: rules,
      ms,
      message: `from ${String(trainOrders)} orders, measured on ${String(holdoutOrders)} later ones`,
    });
    return { runId, trainOrders, holdoutOrders, rules, ms };
  } finally {
    connection.closeSync();
  }
}

async function mineAssociation(
  connection: DuckDBConnection,
  parameters: MiningParameters,
  asOfDate: string,
): Promise<{ run: MiningRun; rules: StoredRule[] }> {
  const { names, train, holdout, holdoutFrom } = await readOrderBaskets(
    connection,
    parameters,
    asOfDate,
  );
  const bySupport = Math.ceil(parameters.minSupport * train.count - 1e-9);
  const found = associationRules(train, {
    minCount: Math.max(parameters.minOrders, bySupport, 1),
    minConfidence: parameters.minConfidence,
    maxLength: parameters.maxItems,
  });
  const later = measureOn(holdout, found);
  const name = (item: number): string => names[item] ?? "";
  const rules = found.map((rule, i) => ({
    ...rule,
    antecedentName: rule.antecedent.map(name).join(" + "),
    consequentName: name(rule.consequent),
    holdoutAntecedentCount: later[i]?.antecedentCount ?? 0,
    holdoutBothCount: later[i]?.bothCount ?? 0,
  }));
  const run = {
    runId: await runIdOf(connection, parameters, asOfDate),
    parameters,
    asOfDate,
    trainOrders: train.count,
    holdoutOrders: holdout.count,
    holdoutFrom,
    rules: rules.length,
  };
  return { run, rules };
}

async function requireMarts(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    `select count(*) from duckdb_tables() where database_name = current_database()
     and (schema_name, table_name) in (('sales', 'fct_order_line'), ('shared', 'dim_product_current'))`,
  );
  if (Number(reader.getRowsJS()[0]?.[0]) === 2) return;
  throw new GranaryError("MINING_MARTS_MISSING", {
    message: "The workspace has no sales.fct_order_line and shared.dim_product_current to mine.",
    hint: "Build the marts first: granary dbt build, or granary run for everything.",
  });
}

/** Derived from what goes into the rules: parameters, as-of date and the loads the marts were built from. */
async function runIdOf(
  connection: DuckDBConnection,
  parameters: MiningParameters,
  asOfDate: string,
): Promise<string> {
  const log = await connection.runAndReadAll(
    `select count(*) from duckdb_tables() where database_name = current_database()
     and schema_name = 'meta' and table_name = 'loads'`,
  );
  const loads =
    Number(log.getRowsJS()[0]?.[0]) === 0
      ? []
      : (
          await connection.runAndReadAll(
            "select load_id from meta.loads where status = 'loaded' order by load_id",
          )
        ).getRowsJS();
  return createHash("sha256")
    .update(JSON.stringify(["association", parameters, asOfDate, loads]))
    .digest("hex")
    .slice(0, 16);
}
