import type { ProjectNode } from "../manifest.js";
import { renderGenericTest } from "../parse/generic-tests.js";
import { PLAIN_DRAFT, parseDraft } from "../parse/node-draft.js";
import { fqnOf } from "../parse/node-files.js";
import { type ParseSession, keepNode } from "../parse/parse-session.js";
import { grainOf, grainTestOf, isMart } from "./mart-rules.js";

/**
 * Adds to every mart that states its grain the test of it: `grain_<model>`, unique and never null. A mart whose
 * `grain_test` names a test there is has that one instead.
 */
export async function addGrainTests(
  session: ParseSession,
  nodes: readonly ProjectNode[],
): Promise<void> {
  const { host } = session;
  const tests = new Set(
    session.nodes.filter(({ resourceType }) => resourceType === "test").map(({ name }) => name),
  );
  for (const node of nodes) {
    const columns = grainOf(node);
    if (!isMart(node) || columns.length === 0 || tests.has(grainTestOf(node) ?? "")) continue;
    const name = `grain_${node.name}`;
    const metadata = {
      name: "grain",
      namespace: null,
      kwargs: { columns, model: `{{ get_where_subquery(ref('${node.name}')) }}` },
    };
    const draft = {
      ...PLAIN_DRAFT,
      packageName: node.packageName,
      packageRoot: node.packageRoot,
      uniqueId: `test.${host.project.name}.${name}`,
      resourceType: "test" as const,
      name,
      fqn: fqnOf(host.project.name, node.originalFilePath.split("/").slice(1).join("/"), name),
      path: `${name}.sql`,
      originalFilePath: node.patchPath ?? node.originalFilePath,
      description: `One row per ${columns.join(", ")}.`,
      rawCode: "{{ test_grain(**_dbt_generic_test_kwargs) }}",
      testMetadata: metadata,
      attachedNode: node.uniqueId,
    };
    const layers = { project: { own: {}, over: null, raw: {} }, properties: {} };
    const test = await parseDraft(session, draft, layers, (context) =>
      renderGenericTest(host, metadata, context, draft.originalFilePath),
    );
    keepNode(session, session.nodes, test);
  }
}
