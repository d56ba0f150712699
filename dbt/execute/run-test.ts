import type { AdapterSession, Cell } from "../adapters/adapter.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { ProjectNode } from "../manifest.js";
import { stringOr } from "../plain.js";
import type { FailingRows } from "../result.js";
import { compileError, engineError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";

const SAMPLE_ROWS = 5;

/** The query that counts a test's failing rows and judges the count. */
function testQuery(node: ProjectNode, sql: string): string {
  const calc = stringOr(node.config["fail_calc"], "count(*)");
  const warnIf = stringOr(node.config["warn_if"], "!= 0");
  const errorIf = stringOr(node.config["error_if"], "!= 0");
  const limit = node.config["limit"];
  const limited = typeof limit === "number" ? `\nlimit ${limit}` : "";
  return [
    "select",
    `  ${calc} as failures,`,
    `  ${calc} ${warnIf} as should_warn,`,
    `  ${calc} ${errorIf} as should_error`,
    "from (",
    `${sql}${limited}`,
    ") dbt_internal_test",
  ].join("\n");
}

function textOf(cell: Cell): string {
  return cell === null ? "" : String(cell);
}

async function sampleOf(
  context: RunContext,
  session: AdapterSession,
  sql: string,
): Promise<FailingRows> {
  const { columns, rows } = await session.query(context.adapter.dialect.sample(sql, SAMPLE_ROWS));
  return { columns, rows: rows.map((row) => row.map(textOf)) };
}

function failingMessage(failures: number, node: ProjectNode): string {
  const limit = node.config["limit"];
  const atLeast = typeof limit === "number" && failures >= limit ? "at least " : "";
  return `Got ${atLeast}${failures} result${failures === 1 ? "" : "s"}, configured to fail if ${stringOr(node.config["error_if"], "!= 0")}`;
}

async function judge(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
  sql: string,
): Promise<Ending> {
  const query = testQuery(node, sql);
  await writeSql(context, "run", node, query);
  const verdict = await session.query(query);
  const [count = 0, shouldWarn = false, shouldError = false] = verdict.rows[0] ?? [];
  const failures = Number(count);
  const severe = stringOr(node.config["severity"], "error").toLowerCase() === "error";
  const status = severe && shouldError === true ? "fail" : shouldWarn === true ? "warn" : "pass";
  if (status === "pass") return { status, failures, compiledSql: sql };
  const message = failingMessage(failures, node);
  const sample = await sampleOf(context, session, sql);
  const error =
    status === "warn"
      ? null
      : new GranaryError("DBT_TEST_FAILED", {
          message: `${node.name} (${node.originalFilePath}): ${message}`,
          hint: "Look at the failing rows, then correct the data or the model.",
          details: [sample.columns.join(" | "), ...sample.rows.map((row) => row.join(" | "))],
        });
  return { status, failures, message, sample, error, compiledSql: sql };
}

/** Compiles a test and counts its failing rows. Never throws for the user's mistakes. */
export async function runTest(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
): Promise<Ending> {
  let sql: string;
  try {
    sql = (await context.compiler.compile(node, session)).sql;
  } catch (error) {
    const typed = compileError(node, error);
    return { status: "error", message: typed.message, error: typed };
  }
  await writeSql(context, "compiled", node, sql);
  try {
    return await judge(context, node, session, sql);
  } catch (error) {
    const at = { sql, line: null };
    const typed = engineError("DBT_TEST_FAILED", node, error, at);
    return { status: "error", message: typed.message, error: typed, compiledSql: sql };
  }
}
