import { isDict, stringList } from "../plain.js";
import type { SourceNode } from "../manifest.js";
import { mergeConfig } from "../project/config-merge.js";
import { SOURCE_CONFIG } from "../project/config-defaults.js";
import { type SourceProperties, freshnessOf, sourceTables } from "../project/source-properties.js";
import { type ParseSession, keepNode, packageNamed, projectConfig } from "./parse-session.js";

async function sourceNode(session: ParseSession, table: SourceProperties): Promise<SourceNode> {
  const { name, sourceName, file } = table;
  const { packageName } = file;
  const folders = file.relativePath.split("/").slice(0, -1);
  const fqn = [packageName, ...folders, sourceName, name];
  const project = await projectConfig(session, "sources", packageName, fqn);
  const layers = [project.own, table.config, project.over ?? {}];
  const config = layers.reduce(mergeConfig, SOURCE_CONFIG);
  const freshness =
    table.freshness === undefined ? freshnessOf(config["freshness"]) : table.freshness;
  const field = table.loadedAtField ?? config["loaded_at_field"];
  const query = table.loadedAtQuery ?? config["loaded_at_query"];
  const loadedAtField = typeof field === "string" ? field : null;
  const loadedAtQuery = typeof query === "string" ? query : null;
  return {
    uniqueId: `source.${packageName}.${sourceName}.${name}`,
    resourceType: "source",
    name,
    packageName,
    packageRoot: packageNamed(session, packageName).root,
    fqn,
    path: file.path,
    originalFilePath: file.path,
    patchPath: null,
    patchPackage: null,
    description: table.description,
    docBlocks: [],
    columns: table.columns,
    config: {
      ...config,
      tags: [...new Set(stringList(config["tags"]))],
      meta: isDict(config["meta"]) ? config["meta"] : {},
      loaded_at_field: loadedAtField,
      loaded_at_query: loadedAtQuery,
      freshness:
        freshness === null
          ? null
          : {
              warn_after: freshness.warnAfter ?? { count: null, period: null },
              error_after: freshness.errorAfter ?? { count: null, period: null },
              filter: freshness.filter,
            },
    },
    unrenderedConfig: { ...project.raw, ...table.config },
    database: table.database ?? session.host.target.database,
    schema: table.schema,
    sourceName,
    sourceDescription: table.sourceDescription,
    sourceMeta: table.sourceMeta,
    identifier: table.identifier,
    loader: table.loader,
    quoting: table.quoting,
    freshness,
    loadedAtField,
    loadedAtQuery,
  };
}

/** Parses every source of every package. Returns the tables that are enabled, as written. */
export async function parseSources(session: ParseSession): Promise<SourceProperties[]> {
  const kept: SourceProperties[] = [];
  for (const table of sourceTables(session.contents.flatMap((one) => one.properties.sources))) {
    const node = await sourceNode(session, table);
    keepNode(session, session.sources, node);
    if (node.config["enabled"] !== false) kept.push(table);
  }
  return kept;
}
