import { setTimeout } from "node:timers/promises";
import { messageOf } from "../../warehouse/errors.js";
import type {
  AdapterSession,
  Dialect,
  RelationComments,
  RelationKind,
  RelationName,
} from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { dictOf } from "../plain.js";

export function relationNameOf(node: ProjectNode): RelationName {
  return { database: node.database, schema: node.schema, identifier: node.alias };
}

/** The descriptions to store with the relation, as `persist_docs` says; columns it lacks are left out. */
function commentsOf(node: ProjectNode, existing: readonly string[]): RelationComments {
  const persist = dictOf(node.config["persist_docs"]);
  const columns = new Map<string, string>();
  if (persist["columns"] === true) {
    for (const { name, description } of node.columns.values()) {
      // As dbt compares them: in their exact case.
      if (existing.includes(name)) columns.set(name, description);
    }
  }
  const relation =
    persist["relation"] === true && node.description !== "" ? node.description : null;
  return { relation, columns };
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
  if (statements.length > 0) await session.run(statements.join(";\n"));
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

const ATTEMPTS = 6;
const PAUSE_MS = 40;

/** The same, again where another connection's transaction was in the way. `work` must bear being repeated. */
export async function inRepeatedTransaction<Result>(
  session: AdapterSession,
  dialect: Dialect,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(session, dialect, work);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      if (attempt === ATTEMPTS || !dialect.isConflict(messageOf(cause))) throw error;
      await setTimeout(PAUSE_MS * attempt);
    }
  }
}
