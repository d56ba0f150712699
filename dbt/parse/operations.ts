import { templateFault } from "../faults.js";
import { PROJECT_FILE } from "../project/project-file.js";
import { PLAIN_DRAFT, parseDraft } from "./node-draft.js";
import { sha256 } from "./node-files.js";
import type { ParseSession } from "./parse-session.js";

/** Parses the `on-run-start` and `on-run-end` hooks of every package, as nodes tagged by their moment. */
export async function parseOperations(session: ParseSession): Promise<void> {
  for (const { package: of } of session.contents) {
    const moments = { "on-run-start": of.project.onRunStart, "on-run-end": of.project.onRunEnd };
    for (const [moment, hooks] of Object.entries(moments)) {
      for (const [index, rawCode] of hooks.entries()) {
        const name = `${of.name}-${moment}-${index}`;
        const draft = {
          ...PLAIN_DRAFT,
          uniqueId: `operation.${of.name}.${name}`,
          resourceType: "operation" as const,
          name,
          packageName: of.name,
          packageRoot: of.root,
          fqn: [of.name, "hooks", name],
          path: `hooks/${name}.sql`,
          originalFilePath: PROJECT_FILE,
          rawCode,
          checksum: sha256(rawCode),
        };
        const project = { own: { tags: [moment] }, over: null, raw: {} };
        const origin = { file: PROJECT_FILE, packageName: of.name };
        try {
          const node = await parseDraft(session, draft, { project, properties: {} }, (context) =>
            session.host.environment.render(rawCode, context, origin),
          );
          session.nodes.push(node);
        } catch (error) {
          session.faults.push(templateFault(moment, PROJECT_FILE, error));
        }
      }
    }
  }
}
