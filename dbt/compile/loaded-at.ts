import type { AdapterSession } from "../adapters/adapter.js";
import { sourceDict } from "../artifacts/node-dict.js";
import { sourceRelation } from "../context/relation.js";
import { fromPlain } from "../jinja/plain.js";
import type { SourceNode } from "../manifest.js";
import type { Compiler } from "./compiler.js";

/** Renders the query that tells when a source was loaded; `this` is the source. */
export async function renderLoadedAt(
  compiler: Compiler,
  source: SourceNode,
  query: string,
  session: AdapterSession,
): Promise<string> {
  const { packageName, originalFilePath: file } = source;
  const context = compiler.projectContext(source.name, session, packageName);
  context["this"] = sourceRelation(source);
  const value = fromPlain(sourceDict(source));
  // Made when first asked for, so that it cannot be assigned to.
  Object.defineProperty(context, "model", { value, enumerable: true, configurable: true });
  return compiler.environment.render(query, context, { file, packageName });
}
