import { GranaryError } from "../../warehouse/errors.js";
import { templateFault } from "../faults.js";
import type { ExposureNode } from "../manifest.js";
import { type Dict, dictOf, stringList, stringOr } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";
import { EXPOSURE_CONFIG } from "../project/config-defaults.js";
import { configOf } from "../project/node-properties.js";
import type { PropertiesEntry } from "../project/properties.js";
import { parseReference } from "./call-text.js";
import { ownerOf } from "./groups.js";
import { addRef, addSource } from "./node-draft.js";
import { fqnOf } from "./node-files.js";
import { type ParseSession, keepNode, projectConfig } from "./parse-session.js";

const TYPES = ["dashboard", "notebook", "analysis", "ml", "application"];

function bare(layer: Dict): Dict {
  return mergeConfig({}, layer);
}

async function exposureNode(
  session: ParseSession,
  { name, entry, file }: PropertiesEntry,
): Promise<ExposureNode> {
  const { packageName } = file;
  const fqn = fqnOf(packageName, file.relativePath, name);
  const project = await projectConfig(session, "exposures", packageName, fqn);
  const own = configOf(entry, ["meta", "tags", "enabled"]);
  // Of an exposure the nearest `meta` and `tags` hold; they do not add up.
  const config = {
    ...EXPOSURE_CONFIG,
    ...bare(project.own),
    ...bare(own),
    ...bare(project.over ?? {}),
  };
  const type = stringOr(entry["type"], "");
  if (!TYPES.includes(type)) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `Exposure ${name} (${file.path}) is of type ${JSON.stringify(entry["type"] ?? null)}.`,
      hint: `Use one of ${TYPES.join(", ")}.`,
    });
  }
  return {
    uniqueId: `exposure.${packageName}.${name}`,
    resourceType: "exposure",
    name,
    packageName,
    fqn,
    path: file.relativePath,
    originalFilePath: file.path,
    description: stringOr(entry["description"], ""),
    docBlocks: [],
    config: {
      ...config,
      enabled: config["enabled"] !== false,
      tags: stringList(config["tags"]).sort(),
      meta: dictOf(config["meta"]),
    },
    unrenderedConfig: { ...project.raw, ...own },
    label: typeof entry["label"] === "string" ? entry["label"] : null,
    type,
    url: typeof entry["url"] === "string" ? entry["url"] : null,
    maturity: typeof entry["maturity"] === "string" ? entry["maturity"] : null,
    owner: ownerOf(entry),
    refs: [],
    sources: [],
    dependsOn: [],
  };
}

/** Parses the exposures of every package. */
export async function parseExposures(session: ParseSession): Promise<void> {
  for (const { properties } of session.contents) {
    for (const stated of properties.exposures) {
      const node = await exposureNode(session, stated);
      for (const text of stringList(stated.entry["depends_on"])) {
        const call = parseReference(text);
        if (call?.kind === "ref") addRef(node, call.ref);
        else if (call?.kind === "source") addSource(node, ...call.source);
        else if (!/^\s*metric\s*\(/.test(text)) {
          const problem = new Error(`depends_on: ${text} is neither ref(...) nor source(...)`);
          session.faults.push(templateFault(node.name, node.originalFilePath, problem));
        }
      }
      keepNode(session, session.exposures, node);
    }
  }
}
