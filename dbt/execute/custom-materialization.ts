import { GranaryError } from "../../warehouse/errors.js";
import type { RelationKind } from "../adapters/adapter.js";
import { nodeDict } from "../artifacts/node-dict.js";
import type { Context } from "../context/base-context.js";
import { templateFault } from "../faults.js";
import type { JinjaEnvironment } from "../jinja/environment.js";
import { JinjaError } from "../jinja/errors.js";
import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import type { MacroNode, ProjectNode } from "../manifest.js";
import { type Build, hooksOf } from "./build.js";
import { inTransaction, persistDocs, relationNameOf } from "./materialize.js";
import type { RunContext } from "./run-context.js";

const added = new WeakSet<JinjaEnvironment>();

/** The `{% materialization %}` block for `name`, for this engine before any: the root project's before others. */
export function findMaterialization(context: RunContext, name: string): MacroNode | null {
  const { manifest, host } = context.compiler;
  const names = [host.adapterType, "default"].map((engine) => `materialization_${name}_${engine}`);
  const others = manifest.packages
    .map((one) => one.name)
    .filter((one) => one !== host.project.name);
  for (const packageName of [host.project.name, ...others]) {
    for (const macro of names) {
      const found = manifest.macros.get(`macro.${packageName}.${macro}`);
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** Makes the blocks callable as macros, so that they may return what they built, and call one another. */
function addAsMacros(environment: JinjaEnvironment, macros: Iterable<MacroNode>): void {
  if (added.has(environment)) return;
  added.add(environment);
  for (const { name, packageName, originalFilePath: file, sql, supportedLanguages } of macros) {
    if (supportedLanguages === null) continue;
    const [block] = environment.parseBlocks(sql, { file });
    const source = `{% macro ${name}() %}${block?.body ?? ""}{% endmacro %}`;
    environment.addMacros(source, { file, packageName });
  }
}

/** Some names of a context are made when first asked for: they cannot be assigned to. */
function replaceNames(jinja: Context, names: Context): void {
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(jinja, name, { value, enumerable: true, configurable: true });
  }
}

function failure(node: ProjectNode, error: unknown): unknown {
  if (!(error instanceof JinjaError)) return error;
  if (error.cause instanceof GranaryError) return error.cause;
  const { message, details } = templateFault(node.name, error.file, error);
  return new GranaryError("DBT_MODEL_FAILED", { message, details, cause: error });
}

/**
 * Builds a node by a materialization written in Jinja, its hooks and all, in one transaction: what the template commits
 * lasts only when all of it has succeeded. Returns the table's rows.
 */
export async function buildCustom(
  build: Build,
  found: MacroNode,
  sql: string,
): Promise<number | null> {
  const { context, session, node, dialect } = build;
  const { compiler } = context;
  const jinja = compiler.context(node, session);
  const hooks = (kind: "pre_hook" | "post_hook"): JinjaValue =>
    fromPlain(hooksOf(node, kind).map((hook) => ({ ...hook, index: null })));
  replaceNames(jinja, {
    sql,
    compiled_code: sql,
    pre_hooks: hooks("pre_hook"),
    post_hooks: hooks("post_hook"),
    model: fromPlain({ ...nodeDict(node), compiled_code: sql, compiled: true }),
  });
  addAsMacros(compiler.environment, compiler.manifest.macros.values());
  try {
    return await inTransaction(session, dialect, async () => {
      const macro = `${found.packageName}.${found.name}`;
      await compiler.environment.callMacro(macro, [], {}, jinja);
      const kind: RelationKind | null = await session.kindOf(relationNameOf(node));
      if (kind === null) return null;
      build.done.push(...(await persistDocs(session, dialect, node, kind)));
      if (kind === "view") return null;
      const counted = await build.query(dialect.countRows(build.target));
      return Number(counted.rows[0]?.[0] ?? 0);
    });
  } catch (error) {
    throw failure(node, error);
  }
}
