import { type Fault, throwFaults } from "../faults.js";
import type { ProjectNode } from "../manifest.js";
import { dictOf, stringList } from "../plain.js";

const MARTS_FOLDER = "models/marts/";
const DESCRIPTION_OPENING = "One row per";

export function isMart(node: ProjectNode): boolean {
  return node.resourceType === "model" && node.originalFilePath.startsWith(MARTS_FOLDER);
}

/** The columns of which a mart has one row each; empty where it states none. */
export function grainOf(node: ProjectNode): string[] {
  return stringList(dictOf(node.config["meta"])["grain"]);
}

/** The name of the test that proves the grain in the place of `grain_<model>`; null where there is none. */
export function grainTestOf(node: ProjectNode): string | null {
  const name = dictOf(node.config["meta"])["grain_test"];
  return typeof name === "string" ? name : null;
}

/** Refuses marts without a grain (DBT_GRAIN_MISSING) or a proper description (DBT_MART_UNDESCRIBED), all together. */
export function checkMarts(nodes: Iterable<ProjectNode>): void {
  const grainless: Fault[] = [];
  const undescribed: Fault[] = [];
  for (const node of nodes) {
    if (!isMart(node)) continue;
    const where = `${node.name} (${node.originalFilePath})`;
    if (grainOf(node).length === 0) {
      grainless.push({ message: `${where} states no grain.`, details: [] });
    }
    if (!node.description.startsWith(DESCRIPTION_OPENING)) {
      const message = `${where} has a description that does not begin with "${DESCRIPTION_OPENING}".`;
      undescribed.push({ message, details: [] });
    }
  }
  throwFaults(
    grainless.length > 0 ? "DBT_GRAIN_MISSING" : "DBT_MART_UNDESCRIBED",
    [...grainless, ...undescribed],
    'In the mart\'s YAML, write `config: {meta: {grain: [columns]}}` and a description "One row per …".',
  );
}
