import type { Manifest } from "../manifest.js";
import type { Dict } from "../plain.js";
import { type ArtifactFacts, artifactMetadata } from "./facts.js";
import { relationNameOfNode } from "./node-dict.js";

/** One column of one relation of the database. */
export interface CatalogColumn {
  database: string;
  schema: string;
  relation: string;
  /** "BASE TABLE" or "VIEW". */
  kind: string;
  relationComment: string | null;
  column: string;
  type: string;
  /** From 1. */
  index: number;
  comment: string | null;
}

const NO_STATS: Dict = {
  has_stats: {
    id: "has_stats",
    label: "Has Stats?",
    value: false,
    include: false,
    description: "Indicates whether there are statistics for this table",
  },
};

function key(...parts: readonly string[]): string {
  return parts.map((part) => part.toLowerCase()).join("\0");
}

function tableDict(columns: readonly CatalogColumn[], uniqueId: string): Dict | null {
  const [first] = columns;
  if (first === undefined) return null;
  return {
    metadata: {
      type: first.kind,
      schema: first.schema,
      name: first.relation,
      database: first.database,
      comment: first.relationComment,
      owner: null,
    },
    columns: Object.fromEntries(
      columns.map(({ column, type, index, comment }) => [
        column,
        { type, index, name: column, comment },
      ]),
    ),
    stats: NO_STATS,
    unique_id: uniqueId,
  };
}

/** What the database holds of the project's relations, in the shape of dbt's catalog, version 1. */
export function catalogFile(
  manifest: Manifest,
  found: readonly CatalogColumn[],
  facts: ArtifactFacts,
): Dict {
  const byRelation = new Map<string, CatalogColumn[]>();
  for (const column of found) {
    const at = key(column.database, column.schema, column.relation);
    const known = byRelation.get(at);
    if (known === undefined) byRelation.set(at, [column]);
    else known.push(column);
  }
  const table = (id: string, ...name: readonly string[]): [string, Dict][] => {
    const dict = tableDict(byRelation.get(key(...name)) ?? [], id);
    return dict === null ? [] : [[id, dict]];
  };
  const nodes = [...manifest.nodes].flatMap(([id, node]) =>
    relationNameOfNode(node) === null ? [] : table(id, node.database, node.schema, node.alias),
  );
  const sources = [...manifest.sources].flatMap(([id, source]) =>
    table(id, source.database, source.schema, source.identifier),
  );
  return {
    metadata: artifactMetadata(facts, "catalog/v1"),
    nodes: Object.fromEntries(nodes),
    sources: Object.fromEntries(sources),
    errors: null,
  };
}
