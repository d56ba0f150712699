import { GranaryError } from "../../warehouse/errors.js";
import type {
  AdapterSession,
  Dialect,
  RelationComments,
  RelationKind,
  RelationName,
} from "../adapters/adapter.js";
import { materializationOf, type ProjectNode } from "../manifest.js";
import { dictOf } from "../plain.js";

/** The kind of relation a model's materialization makes. Throws DBT_PROJECT_INVALID for one the shim has not. */
export function relationKindOf(node: ProjectNode): RelationKind {
  const materialized = materializationOf(node);
  switch (materialized) {
    case "view":
      return "view";
    case "table":
    // Rebuilt whole each time, as dbt does with --full-refresh.
    case "incremental":
      return "table";
    default:
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `${node.name} (${node.originalFilePath}) is materialized as ${materialized}, which is not supported.`,
        hint: "Use view, table or ephemeral.",
      });
  }
}

export function relationNameOf(node: ProjectNode): RelationName {
  return { database: node.database, schema: node.schema, identifier: node.alias };
}

/** The descriptions to store with the relation, as `persist_docs` says; columns it lacks are left out. */
function commentsOf(node: ProjectNode, existing: readonly string[]): RelationComments {
  const persist = dictOf(node.config["persist_docs"]);
  const columns = new Map<string, string>();
  if (persist["columns"] === true) {
    for (const { name, description } of node.columns.values()) {
      const found = existing.find((column) => column.toLowerCase() === name.toLowerCase());
      if (found !== undefined && description !== "") columns.set(found, description);
    }
  }
  const relation =
    persist["relation"] === true && node.description !== "" ? node.description : null;
  return { relation, columns };
}

export async function existingKind(
  session: AdapterSession,
  dialect: Dialect,
  target: RelationName,
): Promise<RelationKind | null> {
  const found = await session.query(dialect.relationKind(target));
  const kind = found.rows[0]?.[0];
  return kind === "table" || kind === "view" ? kind : null;
}

/** Stores the descriptions of the relation just built. Returns the statements run. */
export async function persistDocs(
  session: AdapterSession,
  dialect: Dialect,
  node: ProjectNode,
  kind: RelationKind,
): Promise<string[]> {
  const persist = dictOf(node.config["persist_docs"]);
  if (persist["relation"] !== true && persist["columns"] !== true) return [];
  const target = relationNameOf(node);
  const described = await session.query(dialect.columnsOf(target));
  const columns = described.rows.map(([name]) => String(name));
  const statements = dialect.comments(target, kind, commentsOf(node, columns));
  for (const statement of statements) await session.run(statement);
  return statements;
}

/** Runs `work` in one transaction: all of it or nothing. */
export async function inTransaction<Result>(
  session: AdapterSession,
  dialect: Dialect,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.run(dialect.begin);
  try {
    const result = await work();
    await session.run(dialect.commit);
    return result;
  } catch (error) {
    // The engine may have ended the transaction itself; the first error is the one that tells.
    await session.run(dialect.rollback).catch(() => undefined);
    throw error;
  }
}
