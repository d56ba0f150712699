import type { AdapterSession, Cell } from "../adapters/adapter.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { ProjectNode } from "../manifest.js";
import { stringOr } from "../plain.js";
import type { FailingRows } from "../result.js";
import { inTransaction, relationNameOf } from "./materialize.js";
import { compileError, engineError } from "./node-error.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { errorIf, limitedRows, storedAs, verdictQuery, warnIf } from "./test-query.js";

const SAMPLE_ROWS = 5;

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

interface Verdict {
  status: "pass" | "warn" | "fail";
  failures: number;
  message: string | null;
}

function isTrue(cell: Cell): boolean {
  if (typeof cell === "string") return /^(y|yes|t|true|on|1)$/i.test(cell);
  return cell !== null && cell !== false && cell !== 0;
}

/** What the counted rows mean, as the test is configured. Throws where the count is no number. */
function verdictOf(node: ProjectNode, row: readonly Cell[]): Verdict {
  const [count = null, shouldWarn = null, shouldError = null] = row;
  const found = Number(count);
  if (count === null || !Number.isFinite(found)) {
    throw new Error(`its fail_calc gives ${textOf(count) || "null"}, which is no number`);
  }
  const severe = stringOr(node.config["severity"], "error").toLowerCase() === "error";
  const got = `Got ${found} result${found === 1 ? "" : "s"}, configured to`;
  if (severe && isTrue(shouldError)) {
    return { status: "fail", failures: found, message: `${got} fail if ${errorIf(node)}` };
  }
  if (isTrue(shouldWarn)) {
    return { status: "warn", failures: found, message: `${got} warn if ${warnIf(node)}` };
  }
  return { status: "pass", failures: 0, message: null };
}

/** Keeps the failing rows as a table or view. Returns the relation's name, as SQL; null where they are not kept. */
async function keepFailures(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
  rows: string,
): Promise<{ relation: string; statements: string[] } | null> {
  const kind = storedAs(node, context.flags);
  if (kind === null) return null;
  const { dialect } = context.adapter;
  const target = relationNameOf(node);
  const statements = await inTransaction(session, dialect, async () => {
    const existing = await session.kindOf(target);
    const done =
      kind === "view"
        ? dialect.replaceByView(target, existing, rows)
        : dialect.replaceByTable(target, existing, rows);
    for (const sql of done) await session.run(sql);
    return done;
  });
  return { relation: dialect.relation(target), statements };
}

async function judge(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
  sql: string,
): Promise<Ending> {
  const rows = limitedRows(node, sql);
  const kept = await keepFailures(context, node, session, rows);
  const from = kept === null ? rows : `select * from ${kept.relation}`;
  const query = verdictQuery(node, from);
  const counting = kept === null ? context.nullCounts?.found(node, sql, session) : null;
  const nulls = (await counting) ?? null;
  const [counted] = await Promise.all([
    nulls === null ? session.query(query) : { rows: [[nulls, nulls > 0, nulls > 0]] },
    writeSql(context, "run", node, [...(kept?.statements ?? []), query].join(";\n\n")),
  ]);
  const found = verdictOf(node, counted.rows[0] ?? []);
  const raised = found.status === "warn" && context.flags.warnError === true;
  const verdict = raised ? { ...found, status: "fail" as const } : found;
  const stored = kept === null ? {} : { relationName: kept.relation };
  const ending = { ...verdict, ...stored, compiledSql: sql };
  if (verdict.status === "pass") return ending;
  const sample = await sampleOf(context, session, from);
  if (verdict.status === "warn") return { ...ending, sample, error: null };
  const error = new GranaryError("DBT_TEST_FAILED", {
    message: `${node.name} (${node.originalFilePath}): ${verdict.message ?? ""}`,
    hint:
      kept === null
        ? "Look at the failing rows, then correct the data or the model."
        : `Look at the failing rows: select * from ${kept.relation}`,
    details: [sample.columns.join(" | "), ...sample.rows.map((row) => row.join(" | "))],
  });
  return { ...ending, sample, error };
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
    const typed =
      error instanceof GranaryError ? error : engineError("DBT_TEST_FAILED", node, error, at);
    return { status: "error", message: typed.message, error: typed, compiledSql: sql };
  }
}
