import type { ProjectNode } from "../manifest.js";
import { parseDraft } from "../parse/node-draft.js";
import { renderGenericTest } from "../parse/generic-tests.js";
import { TEST_CONFIG, fqnOf } from "../parse/node-files.js";
import { type ParseSession, keepNode } from "../parse/parse-session.js";
import { grainOf, isMart } from "./mart-rules.js";

/** Adds to every mart that states its grain the test of it: `grain_<model>`, unique and never null. */
export async function addGrainTests(
  session: ParseSession,
  nodes: readonly ProjectNode[],
): Promise<void> {
  const { host } = session;
  for (const node of nodes) {
    const columns = grainOf(node);
    if (!isMart(node) || columns.length === 0) continue;
    const name = `grain_${node.name}`;
    const metadata = {
      name: "grain",
      namespace: null,
      kwargs: { columns, model: `{{ get_where_subquery(ref('${node.name}')) }}` },
    };
    const draft = {
      uniqueId: `test.${host.project.name}.${name}`,
      resourceType: "test" as const,
      name,
      fqn: fqnOf(host.project.name, node.originalFilePath.split("/").slice(1).join("/"), name),
      path: `${name}.sql`,
      originalFilePath: node.patchPath ?? node.originalFilePath,
      patchPath: null,
      description: `One row per ${columns.join(", ")}.`,
      columns: new Map(),
      checksum: null,
      rawCode: "{{ test_grain(**_dbt_generic_test_kwargs) }}",
      testMetadata: metadata,
      columnName: null,
      attachedNode: node.uniqueId,
    };
    const test = await parseDraft(host, session.dialect, draft, { under: TEST_CONFIG }, (context) =>
      renderGenericTest(host, metadata, context, draft.originalFilePath),
    );
    keepNode(session, test);
  }
}
