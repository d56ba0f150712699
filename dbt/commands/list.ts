import { graphDict } from "../artifacts/manifest-file.js";
import type { GraphNode } from "../manifest.js";
import { byCodeUnit, type Dict, isDict } from "../plain.js";
import type { DbtResult } from "../result.js";
import { summarize } from "./result-summary.js";
import { selectedIds } from "./selected.js";
import type { DbtSession } from "./session.js";

const JSON_KEYS = [
  "name",
  "resource_type",
  "package_name",
  "original_file_path",
  "unique_id",
  "alias",
  "config",
  "tags",
  "depends_on",
  "source_name",
];

/** What `--select` would call the node. */
function selectorOf(node: GraphNode): string {
  if ("rawCode" in node) return node.fqn.join(".");
  switch (node.resourceType) {
    case "source":
      return `source:${node.packageName}.${node.sourceName}.${node.name}`;
    case "exposure":
      return `exposure:${node.packageName}.${node.name}`;
    case "unit_test": {
      const version = node.version === null ? "" : `_v${node.version}`;
      return `unit_test:${node.packageName}.${node.name}${version}`;
    }
  }
}

function nameOf(node: GraphNode): string {
  if (node.resourceType === "source") return `${node.sourceName}.${node.name}`;
  const versioned = node.resourceType === "model" && node.version !== null;
  return versioned ? `${node.name}.v${node.version}` : node.name;
}

function valueAt(dict: Dict, path: string): unknown {
  let value: unknown = dict;
  for (const key of path.split(".")) value = isDict(value) ? value[key] : undefined;
  return value;
}

function jsonOf(node: GraphNode, keys: readonly string[] | undefined): string {
  const dict = graphDict(node);
  const wanted = keys === undefined || keys.length === 0 ? JSON_KEYS : keys;
  const entries = wanted.flatMap((key) => {
    const value = valueAt(dict, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** `ls`: the nodes selected, one line each, in order of id. */
export async function listCommand(session: DbtSession): Promise<DbtResult> {
  const { output = "selector", outputKeys } = session.invocation;
  const form = output === "text" ? "selector" : output;
  const line = {
    selector: selectorOf,
    name: nameOf,
    path: (node: GraphNode) => node.originalFilePath,
    json: (node: GraphNode) => jsonOf(node, outputKeys),
  }[form];
  const ids = [...(await selectedIds(session))].sort(byCodeUnit);
  const listed = ids.flatMap((id) => session.members.get(id) ?? []).map(line);
  return { ...summarize([]), listed };
}
