import { DuckDBDateValue, type DuckDBAppender, type DuckDBConnection } from "@duckdb/node-api";
import { commentOn } from "../warehouse/table-comments.js";
import type { AssociationRule } from "./association.js";
import type { MiningParameters } from "./parameters.js";
import { RULE_COMMENTS, RUN_COMMENTS } from "./rule-comments.js";

/** A rule with its items' names and its counts in the holdout. */
export interface StoredRule extends AssociationRule {
  antecedentName: string;
  consequentName: string;
  holdoutAntecedentCount: number;
  holdoutBothCount: number;
}

export interface MiningRun {
  runId: string;
  parameters: MiningParameters;
  asOfDate: string;
  trainOrders: number;
  holdoutOrders: number;
  holdoutFrom: string | null;
  rules: number;
}

const CREATE = `
create schema if not exists mining;
create or replace table mining.run (
  run_id varchar not null, technique varchar not null, parameters json not null, as_of_date date not null,
  holdout_from_date date, train_order_count bigint not null, holdout_order_count bigint not null,
  rule_count bigint not null
);
create or replace table mining.association_rule (
  run_id varchar not null, level varchar not null, antecedent varchar not null, consequent varchar not null,
  antecedent_item_count integer not null,
  support double not null, confidence double not null, lift double not null, leverage double not null,
  conviction double, holdout_confidence double,
  antecedent_order_count bigint not null, consequent_order_count bigint not null,
  rule_order_count bigint not null, train_order_count bigint not null,
  holdout_antecedent_order_count bigint not null, holdout_rule_order_count bigint not null
);
${commentOn("mining.run", RUN_COMMENTS)}
${commentOn("mining.association_rule", RULE_COMMENTS)}`;

/** Replaces both tables in one transaction. */
export async function writeRules(
  connection: DuckDBConnection,
  run: MiningRun,
  rules: readonly StoredRule[],
): Promise<void> {
  await connection.run("begin transaction");
  try {
    await connection.run(CREATE);
    const appender = await connection.createAppender("association_rule", "mining");
    for (const rule of rules) appendRule(appender, run, rule);
    appender.closeSync();
    await appendRun(connection, run);
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw error;
  }
}

function appendRule(appender: DuckDBAppender, run: MiningRun, rule: StoredRule): void {
  appender.appendVarchar(run.runId);
  appender.appendVarchar(run.parameters.level);
  appender.appendVarchar(rule.antecedentName);
  appender.appendVarchar(rule.consequentName);
  appender.appendInteger(rule.antecedent.length);
  appender.appendDouble(rule.support);
  appender.appendDouble(rule.confidence);
  appender.appendDouble(rule.lift);
  appender.appendDouble(rule.leverage);
  if (rule.conviction === null) appender.appendNull();
  else appender.appendDouble(rule.conviction);
  if (rule.holdoutAntecedentCount === 0) appender.appendNull();
  else appender.appendDouble(rule.holdoutBothCount / rule.holdoutAntecedentCount);
  const counts = [rule.antecedentCount, rule.consequentCount, rule.bothCount, run.trainOrders];
  for (const count of [...counts, rule.holdoutAntecedentCount, rule.holdoutBothCount]) {
    appender.appendBigInt(BigInt(count));
  }
  appender.endRow();
}

async function appendRun(connection: DuckDBConnection, run: MiningRun): Promise<void> {
  const appender = await connection.createAppender("run", "mining");
  appender.appendVarchar(run.runId);
  appender.appendVarchar("association");
  appender.appendVarchar(JSON.stringify(run.parameters));
  appender.appendDate(dateValue(run.asOfDate));
  if (run.holdoutFrom === null) appender.appendNull();
  else appender.appendDate(dateValue(run.holdoutFrom));
  for (const count of [run.trainOrders, run.holdoutOrders, run.rules]) {
    appender.appendBigInt(BigInt(count));
  }
  appender.endRow();
  appender.closeSync();
}

function dateValue(isoDate: string): DuckDBDateValue {
  return new DuckDBDateValue(Date.parse(`${isoDate}T00:00:00Z`) / 86_400_000);
}
