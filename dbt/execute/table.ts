import { createHash } from "node:crypto";
import type { RelationKind } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { isDict, stringList } from "../plain.js";
import type { Build } from "./build.js";
import { creationSql } from "../compile/relation-macro.js";
import { checkContract, contractEnforced, contractShape } from "./contract.js";
import { withoutForeignKeys } from "./foreign-keys.js";

/** SQL that is to run before the model's own. */
export async function runHeader(build: Build): Promise<void> {
  const header = build.node.config["sql_header"];
  if (typeof header === "string" && header.trim() !== "") await build.run(header);
}

function indexesOf(node: ProjectNode): { columns: string[]; unique: boolean }[] {
  const { indexes } = node.config;
  if (!Array.isArray(indexes)) return [];
  return indexes
    .filter(isDict)
    .map(({ columns, unique }) => ({ columns: stringList(columns), unique: unique === true }));
}

export async function createIndexes(build: Build): Promise<void> {
  const { dialect, node, target } = build;
  for (const index of indexesOf(node)) {
    const told = [
      ...index.columns,
      dialect.relation(target),
      String(index.unique),
      String(Date.now()),
    ];
    const name = createHash("md5").update(told.join("_")).digest("hex");
    await build.run(dialect.createIndex(target, { ...index, name }));
  }
}

/** What the project's own macros replace the relation by; null where it has none. */
async function ownStatements(
  build: Build,
  kind: "table" | "view",
  sql: string,
  existing: RelationKind | null,
): Promise<string[] | null> {
  const { context, node, session, dialect, target } = build;
  const creation = await creationSql(context.compiler, node, kind, sql, session);
  if (creation === null) return null;
  return [...(existing === null ? [] : [dialect.drop(target, existing)]), creation];
}

/** Replaces the node's relation by a table of what `sql` gives, with its contract and indexes. */
export async function buildTable(
  build: Build,
  sql: string,
  existing: RelationKind | null,
): Promise<"table"> {
  const { dialect, node, target } = build;
  await runHeader(build);
  const enforced = contractEnforced(node);
  if (enforced) await checkContract(build, sql);
  const shape = enforced ? await contractShape(build) : undefined;
  const own = enforced ? null : await ownStatements(build, "table", sql, existing);
  const replace = (): Promise<void> =>
    build.runAll(own ?? dialect.replaceByTable(target, existing, sql, shape));
  await (existing === "table" ? withoutForeignKeys(build, replace) : replace());
  await createIndexes(build);
  return "table";
}

/** Replaces the node's relation by a view. */
export async function buildView(
  build: Build,
  sql: string,
  existing: RelationKind | null,
): Promise<"view"> {
  const { dialect, node, target } = build;
  await runHeader(build);
  if (contractEnforced(node)) await checkContract(build, sql);
  const own = await ownStatements(build, "view", sql, existing);
  await build.runAll(own ?? dialect.replaceByView(target, existing, sql));
  return "view";
}
