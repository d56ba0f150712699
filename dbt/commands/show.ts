import type { AdapterSession, Cell, QueryResult } from "../adapters/adapter.js";
import { runResultsFile } from "../artifacts/run-results-file.js";
import { Compiler } from "../compile/compiler.js";
import { compileError, engineError } from "../execute/node-error.js";
import { printed } from "../log/log-line.js";
import { concurrencyLines } from "../log/run-lines.js";
import type { ProjectNode } from "../manifest.js";
import type { DbtResult, NodeResult } from "../result.js";
import { deferred } from "./deferral.js";
import { INLINE_NAME, inlineNode } from "./inline-node.js";
import { argumentsOf } from "./invocation-arguments.js";
import { summarize } from "./result-summary.js";
import { selectedIds } from "./selected.js";
import { type DbtSession, factsOf, writeArtifact, writeManifest } from "./session.js";

const DEFAULT_LIMIT = 5;

function textOf(cell: Cell): string {
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return cell === null ? "" : String(cell);
}

/** Rows as dbt prints them: `| a | b |`. */
function previewTable({ columns, rows }: QueryResult): string {
  const texts = rows.map((row) => row.map(textOf));
  const right = columns.map((_, at) =>
    rows.every((row) => row[at] === null || typeof row[at] !== "string"),
  );
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...texts.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[], aligned: readonly boolean[]): string => {
    const padded = cells.map((cell, at) => {
      const width = widths[at] ?? 0;
      return aligned[at] === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const left = columns.map(() => false);
  return [line(columns, left), rule, ...texts.map((row) => line(row, right))].join("\n");
}

async function rowsOf(
  session: DbtSession,
  connection: AdapterSession,
  compiler: Compiler,
  node: ProjectNode,
): Promise<QueryResult> {
  let sql: string;
  try {
    sql = (await compiler.compile(node, connection)).sql;
  } catch (error) {
    throw compileError(node, error);
  }
  if (node.resourceType === "seed") {
    const { database, schema, alias } = node;
    sql = `select * from ${session.adapter.dialect.relation({ database, schema, identifier: alias })}`;
  }
  const limit = session.invocation.limit ?? DEFAULT_LIMIT;
  const limited = limit < 0 ? sql : `select * from (\n${sql}\n) as model_limit_subq limit ${limit}`;
  try {
    return await connection.query(limited);
  } catch (error) {
    throw engineError("DBT_MODEL_FAILED", node, error, { sql, line: null });
  }
}

function asJson(name: string, { columns, rows }: QueryResult): string {
  const show = rows.map((row) => Object.fromEntries(columns.map((key, at) => [key, row[at]])));
  const content = name === INLINE_NAME ? { show } : { node: name, show };
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? Number(value) : value;
  return JSON.stringify(content, plain, 2);
}

async function nodesToShow(session: DbtSession): Promise<ProjectNode[]> {
  const { inline, select } = session.invocation;
  if (inline !== undefined) return [inlineNode(session, inline)];
  const { nodes } = session.parsed.manifest;
  const found = [...(await selectedIds(session))].flatMap((id) => nodes.get(id) ?? []);
  const asked = (select ?? []).flatMap((text) => text.split(/[\s,]+/));
  const named = found.filter((node) => asked.includes(node.name) || asked.includes(node.alias));
  if (named.length > 0) return named;
  return found.filter((node) => node.resourceType !== "test");
}

function inlineResult(sql: string, startedAt: Date, executionMs: number): NodeResult {
  return {
    uniqueId: "sql_operation.jinja.inline_query",
    name: INLINE_NAME,
    resourceType: "operation",
    status: "success",
    message: null,
    failures: null,
    sample: null,
    rows: null,
    executionMs,
    startedAt,
    compiledSql: sql,
    relationName: null,
    error: null,
  };
}

/** `compile --inline`: prints what the query becomes and writes run_results.json. Throws DBT_COMPILE_FAILED. */
export async function compileInline(session: DbtSession, inline: string): Promise<DbtResult> {
  const { invocation, log, host, adapter } = session;
  await writeManifest(session);
  const [startedAt, began] = [session.now(), performance.now()];
  const node = inlineNode(session, inline);
  const compiler = new Compiler(host, adapter.dialect, await deferred(session, session.selected));
  const connection = await adapter.connect();
  try {
    const { sql } = await compiler.compile(node, connection);
    const elapsed = performance.now() - began;
    const results = [inlineResult(sql, startedAt, Math.round(elapsed))];
    const file = runResultsFile(results, [], elapsed, argumentsOf(invocation), factsOf(session));
    await writeArtifact(session, "run_results.json", file);
    log(printed(`Compiled inline node is:\n${sql}\n`));
  } catch (error) {
    throw compileError(node, error);
  } finally {
    connection.close();
  }
  return summarize([]);
}

/** `show`: the first rows of the nodes asked for, or of a query. Throws DBT_COMPILE_FAILED, DBT_MODEL_FAILED. */
export async function showCommand(session: DbtSession): Promise<DbtResult> {
  const { invocation, log, host, adapter } = session;
  await writeManifest(session);
  const nodes = await nodesToShow(session);
  for (const line of concurrencyLines(
    invocation.threads ?? 1,
    invocation.target.name,
    nodes.length,
  )) {
    log(line);
  }
  const compiler = new Compiler(host, adapter.dialect, await deferred(session, session.selected));
  const connection = await adapter.connect();
  try {
    for (const node of nodes) {
      const result = await rowsOf(session, connection, compiler, node);
      const name = node.version === null ? node.name : `${node.name}.v${node.version}`;
      if (invocation.output === "json") log(printed(asJson(name, result)));
      else {
        const inline = node.name === INLINE_NAME ? "inline node" : `node '${name}'`;
        log(printed(`Previewing ${inline}:\n${previewTable(result)}\n`));
      }
    }
  } finally {
    connection.close();
  }
  return summarize([]);
}
