import { GranaryError } from "../../warehouse/errors.js";
import type { RelationName } from "../adapters/adapter.js";
import { type Manifest, materializationOf, type ProjectNode } from "../manifest.js";
import type { Build } from "./build.js";

const BACKUP_SUFFIX = "__dbt_fk_backup";

/** A table whose foreign key keeps the build's target from being replaced, and the tables it refers to. */
interface Dependent {
  name: RelationName;
  refersTo: string[];
}

async function dependentsOf(build: Build): Promise<Dependent[]> {
  const { dialect, target } = build;
  const found = await build.query(dialect.foreignKeysTo(target));
  const dependents = new Map<string, Dependent>();
  for (const [table, referenced] of found.rows) {
    const identifier = String(table);
    const known = dependents.get(identifier) ?? { name: { ...target, identifier }, refersTo: [] };
    known.refersTo.push(String(referenced).toLowerCase());
    dependents.set(identifier, known);
  }
  return [...dependents.values()];
}

function builtBy(build: Build, { database, schema, identifier }: RelationName): ProjectNode | null {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  for (const node of build.context.compiler.manifest.nodes.values()) {
    if (
      node.resourceType === "model" &&
      same(node.database, database) &&
      same(node.schema, schema) &&
      same(node.alias, identifier)
    ) {
      return node;
    }
  }
  return null;
}

function rebuiltWhole(build: Build, node: ProjectNode): boolean {
  const materialized = materializationOf(node);
  if (materialized !== "incremental") return materialized === "table";
  const own = node.config["full_refresh"];
  return typeof own === "boolean" ? own : build.context.flags.fullRefresh;
}

/** Why a dependent must not be dropped; null where this run builds it again. */
function objection(build: Build, dependent: Dependent, upstream: Set<string>): string | null {
  const { identifier } = dependent.name;
  const node = builtBy(build, dependent.name);
  if (node === null) return `${identifier} is not built by a model of this project`;
  const selected = build.context.compiler.host.selectedResources?.() ?? [];
  if (!selected.includes(node.uniqueId)) {
    return `${identifier} would have to be built again, but ${node.name} is not selected`;
  }
  if (!node.dependsOn.some((id) => upstream.has(id))) {
    return `${node.name} does not refer to the table of its foreign key; write \`to: ref(...)\``;
  }
  if (!rebuiltWhole(build, node)) {
    return `${identifier} is incremental and would lose its rows; run with --full-refresh`;
  }
  return null;
}

const stated = new WeakMap<Manifest, boolean>();

/** Whether any model states a foreign key; to ask the database for every table would take longer than to build some. */
function statesForeignKeys(manifest: Manifest): boolean {
  const known = stated.get(manifest);
  if (known !== undefined) return known;
  const found = [...manifest.nodes.values()].some((node) =>
    [...node.constraints, ...[...node.columns.values()].flatMap((c) => c.constraints)].some(
      ({ type }) => type === "foreign_key",
    ),
  );
  stated.set(manifest, found);
  return found;
}

/**
 * Runs `work`, which replaces the build's table, with the tables whose foreign keys refer to it turned into plain copies
 * until their own models are built, later in this run. Throws DBT_MODEL_FAILED where one would not be.
 */
export async function withoutForeignKeys(build: Build, work: () => Promise<void>): Promise<void> {
  const { dialect, node, target } = build;
  if (!statesForeignKeys(build.context.compiler.manifest)) {
    await work();
    return;
  }
  const dependents = await dependentsOf(build);
  const upstream = new Set([node.uniqueId]);
  for (const { name } of dependents) {
    const id = builtBy(build, name)?.uniqueId;
    if (id !== undefined) upstream.add(id);
  }
  const objections = dependents.flatMap((one) => objection(build, one, upstream) ?? []);
  if (objections.length > 0) {
    throw new GranaryError("DBT_MODEL_FAILED", {
      message: `${node.name} (${node.originalFilePath}): ${dialect.relation(target)} cannot be replaced: foreign keys refer to it.`,
      details: objections,
    });
  }
  const backup = (name: RelationName): RelationName => ({
    ...name,
    identifier: name.identifier + BACKUP_SUFFIX,
  });
  for (const { name } of dependents) {
    await build.run(dialect.copyTable(name, backup(name)));
    await build.run(dialect.drop(name, "table"));
  }
  await work();
  for (const { name } of dependents.reverse()) {
    await build.run(dialect.renameTable(backup(name), name.identifier));
  }
}
