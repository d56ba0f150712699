import type { ProjectNode } from "../manifest.js";
import { NODE_DEFAULTS } from "../project/config-defaults.js";
import type { DbtSession } from "./session.js";

export const INLINE_NAME = "inline_query";

/** SQL of the command line as a node that may refer to anything. */
export function inlineNode(session: DbtSession, sql: string): ProjectNode {
  const { manifest } = session.parsed;
  const { name: packageName } = manifest.project;
  const { target } = session.host;
  return {
    uniqueId: `analysis.${packageName}.${INLINE_NAME}`,
    resourceType: "analysis",
    name: INLINE_NAME,
    packageName,
    packageRoot: session.invocation.projectDir,
    fqn: [packageName, INLINE_NAME],
    path: INLINE_NAME,
    originalFilePath: "--inline",
    patchPath: null,
    patchPackage: null,
    description: "",
    docBlocks: [],
    columns: new Map(),
    config: NODE_DEFAULTS.analysis,
    unrenderedConfig: {},
    database: target.database,
    schema: target.schema,
    alias: INLINE_NAME,
    rawCode: sql,
    checksum: null,
    refs: [],
    sources: [],
    macros: new Set(),
    dependsOn: [...session.members.keys()],
    group: null,
    access: "protected",
    version: null,
    latestVersion: null,
    deprecationDate: null,
    constraints: [],
    testMetadata: null,
    columnName: null,
    attachedNode: null,
  };
}
