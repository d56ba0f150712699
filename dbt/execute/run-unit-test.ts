import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { AdapterSession, ColumnType } from "../adapters/adapter.js";
import type { CompileOptions } from "../compile/compile-options.js";
import { CTE_PREFIX } from "../compile/compiler.js";
import type { EphemeralCte } from "../compile/inject-ctes.js";
import {
  materializationOf,
  type ProjectNode,
  type SourceNode,
  type UnitInput,
  type UnitTestNode,
} from "../manifest.js";
import { parseReference } from "../parse/call-text.js";
import { dictOf } from "../plain.js";
import { Build, StatementError } from "./build.js";
import { loadIncrement, temporaryName } from "./incremental.js";
import { inTransaction } from "./materialize.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { rowDifference } from "./unit-diff.js";
import { dictRows, expectedColumns, rowsQuery, seedRows, sqlRows } from "./unit-rows.js";

/** What one unit test works with. */
interface UnitRun {
  context: RunContext;
  session: AdapterSession;
  test: UnitTestNode;
  model: ProjectNode;
}

type Input = ProjectNode | SourceNode;

function inputNode({ context, test, model }: UnitRun, input: string): Input {
  const reference = parseReference(input);
  if (reference === null) throw new Error(`the input ${input} is no ref, source or this`);
  const { lookup } = context.compiler;
  const found =
    reference.kind === "this"
      ? model
      : reference.kind === "ref"
        ? lookup.ref(reference.ref, test.packageName)
        : lookup.source(...reference.source, test.packageName);
  if (found === undefined) throw new Error(`its input ${input} does not exist`);
  return found;
}

async function described(session: AdapterSession, sql: string): Promise<ColumnType[]> {
  const { rows } = await session.query(sql);
  return rows.map(([name = "", type = ""]) => ({ name: String(name), type: String(type) }));
}

/** The columns of an input: those of its relation or, before that is built, of its model's SQL. */
async function lookedUp({ context, session }: UnitRun, node: Input): Promise<ColumnType[]> {
  const { dialect } = context.adapter;
  const identifier = node.resourceType === "source" ? node.identifier : node.alias;
  const name = { database: node.database, schema: node.schema, identifier };
  if ((await session.kindOf(name)) !== null) {
    return described(session, dialect.columnsOf(name));
  }
  if (node.resourceType === "model" || node.resourceType === "snapshot") {
    const { sql } = await context.compiler.compile(node, session, {});
    return described(session, dialect.columnsOfQuery(sql));
  }
  throw new Error(
    `Not able to get columns for unit test '${node.name}' from relation ${dialect.relation(name)} because the relation doesn't exist`,
  );
}

/** Unit tests share their inputs, and what no test of the run sees changing is looked up once. */
async function columnsOf(run: UnitRun, node: Input): Promise<ColumnType[]> {
  const { inputColumns } = run.context;
  if (node.resourceType === "source") return lookedUp(run, node);
  const known = inputColumns.get(node.uniqueId);
  if (known !== undefined) return known;
  const columns = lookedUp(run, node);
  inputColumns.set(node.uniqueId, columns);
  try {
    return await columns;
  } catch (error) {
    inputColumns.delete(node.uniqueId);
    throw error;
  }
}

async function fixtureOf(run: UnitRun, input: UnitInput): Promise<EphemeralCte> {
  const node = inputNode(run, input.input);
  const name =
    node.resourceType === "source" ? `${node.sourceName}__${node.identifier}` : node.alias;
  const cte = { id: node.uniqueId, name: CTE_PREFIX + name };
  if (input.format === "sql") return { ...cte, sql: sqlRows(input) };
  const fromFile = input.rows === null && node.resourceType === "seed";
  const rows = fromFile ? await seedRows(node) : (dictRows(input) ?? []);
  const columns = await columnsOf(run, node);
  const { dialect } = run.context.adapter;
  return { ...cte, sql: rowsQuery(dialect, rows, columns, `'${node.name}'`) };
}

async function optionsOf(run: UnitRun): Promise<CompileOptions> {
  const inputs = new Map<string, EphemeralCte>();
  for (const input of run.test.given) {
    const fixture = await fixtureOf(run, input);
    inputs.set(fixture.id, fixture);
  }
  return { inputs, overrides: run.test.overrides };
}

/** The rows both sides have, as text, in the order of their values. */
async function compared(
  { context, session, test }: UnitRun,
  actual: string,
): Promise<{ columns: string[]; query: string; difference: string[] }> {
  const { dialect } = context.adapter;
  const all = await described(session, dialect.columnsOfQuery(actual));
  const rows = dictRows(test.expect);
  const columns = rows === null ? all : expectedColumns(rows, all);
  const names = columns.map(({ name }) => dialect.quote(name));
  const expected =
    rows === null ? sqlRows(test.expect) : rowsQuery(dialect, rows, columns, "expected output");
  const list = names.join(", ");
  const query = [
    `with dbt_internal_unit_test_actual as (\nselect ${list} from (\n${actual}\n) as a\n),`,
    `dbt_internal_unit_test_expected as (\nselect ${list} from (\n${expected}\n) as e\n),`,
    "both_sides as (",
    `select ${list}, 'actual' as actual_or_expected from dbt_internal_unit_test_actual`,
    `union all\nselect ${list}, 'expected' from dbt_internal_unit_test_expected\n)`,
    `select actual_or_expected, ${names.map((name) => `cast(${name} as varchar) as ${name}`).join(", ")}`,
    `from both_sides order by ${names.map((name) => `both_sides.${name}`).join(", ")}`,
  ].join("\n");
  const found = await session.query(query);
  const side = (wanted: string): (string | null)[][] =>
    found.rows
      .filter(([which]) => which === wanted)
      .map(([, ...cells]) => cells.map((cell) => (cell === null ? null : String(cell))));
  const shown = columns.map(({ name }) => name.toLowerCase());
  return {
    columns: shown,
    query,
    difference: rowDifference(shown, side("actual"), side("expected")),
  };
}

/** Whether the test speaks of the whole table after the new rows were added, not of the new rows. */
function expectsMerged({ test, model }: UnitRun): boolean {
  const meta = dictOf(test.config["meta"]);
  return meta["expect_merged"] === true && materializationOf(model) === "incremental";
}

/** Judges `sql`, or the table that `sql` makes of the rows given for `this`. */
async function judge(
  run: UnitRun,
  sql: string,
  options: CompileOptions,
): Promise<Awaited<ReturnType<typeof compared>>> {
  if (!expectsMerged(run)) return compared(run, sql);
  const { context, session, model } = run;
  const { dialect } = context.adapter;
  const before = options.inputs?.get(model.uniqueId);
  if (before === undefined) throw new Error("expect_merged needs rows for `this`");
  const name = temporaryName(model.alias);
  return inTransaction(session, dialect, async () => {
    await session.run(dialect.createTemporary(name, before.sql));
    const place = { ...dialect.temporaryPlace, alias: name };
    await loadIncrement(new Build(context, session, { ...model, ...place }), sql);
    const result = await compared(run, `select * from ${dialect.quote(name)}`);
    await session.run(dialect.dropTemporary(name));
    return result;
  });
}

function failed({ test }: UnitRun, error: unknown): Ending {
  const cause = error instanceof StatementError ? error.cause : error;
  const [headline = "", ...details] = messageOf(cause).split("\n");
  const typed = new GranaryError("DBT_TEST_FAILED", {
    message: `${test.name} (${test.originalFilePath}): the unit test cannot run: ${headline}`,
    hint: "Look at the columns and types of its rows.",
    details: details.filter((line) => line.trim() !== ""),
    cause: error,
  });
  return { status: "error", message: typed.message, error: typed };
}

/** Runs a model's SQL over the rows the test gives and compares what comes out. Never throws for the user's mistakes. */
export async function runUnitTest(
  context: RunContext,
  test: UnitTestNode,
  session: AdapterSession,
): Promise<Ending> {
  const model = context.compiler.manifest.nodes.get(test.dependsOn[0] ?? "");
  if (model === undefined) {
    return { status: "error", message: `${test.name}: its model ${test.model} does not exist.` };
  }
  const run = { context, session, test, model };
  const named = { ...model, path: `${test.name}.sql`, originalFilePath: test.originalFilePath };
  const file = { ...named, testMetadata: { name: test.name, namespace: null, kwargs: {} } };
  try {
    const options = await optionsOf(run);
    const { sql } = await context.compiler.compile(model, session, options);
    await writeSql(context, "compiled", file, sql);
    const { difference, query } = await judge(run, sql, options);
    await writeSql(context, "run", file, query);
    if (difference.length === 0) return { status: "pass", failures: 0, compiledSql: sql };
    const error = new GranaryError("DBT_TEST_FAILED", {
      message: `${test.name} (${test.originalFilePath}): actual differs from expected.`,
      hint: "+++ stands before rows that came out, --- before rows that should have, → before rows with changed values.",
      details: difference,
    });
    const message = `actual differs from expected:\n\n${difference.join("\n")}\n`;
    return { status: "fail", failures: 1, message, error, compiledSql: sql };
  } catch (error) {
    return failed(run, error);
  }
}
