import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { commentOn, type TableComments } from "../../warehouse/table-comments.js";
import type { AdapterSession } from "../adapters/adapter.js";
import type { NodeLineage } from "./project-lineage.js";
import type { TracedColumn } from "./scope.js";

const SCHEMA = "meta";
const TABLE = "lineage";
const COMMENTS: TableComments = {
  table: "One row per column of a model and column that it is made from.",
  columns: {
    model: "The model's id in the project.",
    column_name: "Its column.",
    upstream_node:
      "The model, seed or source that the column is made from; none where of nothing in the project.",
    upstream_column: "The column there.",
  },
};

/**
 * Keeps what the columns of models are made from in `meta.lineage`: one row per column and what it is made from, and
 * one without where it is made from nothing of the project. Rows of other models stay, unless they are not in `known`.
 */
export async function storeLineage(
  session: AdapterSession,
  database: string,
  lineage: ReadonlyMap<string, NodeLineage>,
  known: ReadonlySet<string>,
): Promise<void> {
  const schema = `${quoteIdent(database)}.${quoteIdent(SCHEMA)}`;
  const table = `${schema}.${quoteIdent(TABLE)}`;
  await session.run(`create schema if not exists ${schema}`);
  await session.run(
    `create table if not exists ${table} (model varchar not null, column_name varchar not null,
      upstream_node varchar, upstream_column varchar)`,
  );
  const { rows } = await session.query(`select distinct model from ${table}`);
  const gone = rows.map(([model]) => String(model)).filter((model) => !known.has(model));
  const doomed = [...gone, ...lineage.keys()].map(quoteLiteral);
  const values = [...lineage].flatMap(([model, columns]) =>
    columns.flatMap(({ name, origins }) => {
      const own = [model, name].map(quoteLiteral).join(", ");
      if (origins.length === 0) return [`(${own}, null, null)`];
      return origins.map(
        ({ node, column }) => `(${own}, ${quoteLiteral(node)}, ${quoteLiteral(column)})`,
      );
    }),
  );
  await session.run("begin transaction");
  await session.run(commentOn(table, COMMENTS));
  if (doomed.length > 0)
    await session.run(`delete from ${table} where model in (${doomed.join(", ")})`);
  if (values.length > 0) await session.run(`insert into ${table} values ${values.join(", ")}`);
  await session.run("commit");
}

/** What `storeLineage` kept. */
export async function readLineage(
  session: AdapterSession,
  database: string,
): Promise<Map<string, NodeLineage>> {
  const table = [database, SCHEMA, TABLE].map(quoteIdent).join(".");
  const { rows } = await session.query(
    `select model, column_name, upstream_node, upstream_column from ${table} order by rowid`,
  );
  const lineage = new Map<string, TracedColumn[]>();
  for (const [model, column, node, upstream] of rows) {
    const columns = lineage.get(String(model)) ?? [];
    lineage.set(String(model), columns);
    const name = String(column);
    const origins = node === null ? [] : [{ node: String(node), column: String(upstream) }];
    const known = columns.findIndex((other) => other.name === name);
    const before = columns[known];
    if (before === undefined) columns.push({ name, origins });
    else columns[known] = { name, origins: [...before.origins, ...origins] };
  }
  return lineage;
}
