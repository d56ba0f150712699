import { GranaryError } from "../../warehouse/errors.js";
import type { ProjectNode } from "../manifest.js";
import type { ParsedProject } from "../parse/parse-project.js";
import { type Dict, stringOr } from "../plain.js";
import { readPreviousState } from "../state/previous-state.js";
import type { DbtSession } from "./session.js";

const REFERABLE: ReadonlySet<string> = new Set(["model", "seed", "snapshot"]);

async function existsHere(
  session: DbtSession,
  nodes: readonly ProjectNode[],
): Promise<Set<string>> {
  const connection = await session.adapter.connect();
  try {
    const found = new Set<string>();
    for (const { uniqueId, database, schema, alias } of nodes) {
      const name = { database, schema, identifier: alias };
      if ((await connection.kindOf(name)) !== null) found.add(uniqueId);
    }
    return found;
  } finally {
    connection.close();
  }
}

/** The nodes of the earlier manifest. Throws DBT_STATE_INVALID. */
async function earlierNodes(
  { invocation }: DbtSession,
  flag: string,
): Promise<ReadonlyMap<string, Dict>> {
  const dir = invocation.deferStateDir ?? invocation.stateDir;
  const state = dir === undefined ? null : await readPreviousState(dir);
  const earlier = state?.manifest?.nodes;
  if (earlier !== undefined) return earlier;
  throw new GranaryError("DBT_STATE_INVALID", {
    message: `${flag} needs the manifest.json of an earlier run.`,
    hint: "Name its folder with --state or --defer-state.",
  });
}

/** The relations of the earlier manifest, as SQL, by the ids of their nodes. Throws DBT_STATE_INVALID. */
export async function clonedRelations(session: DbtSession): Promise<Map<string, string>> {
  const relations = new Map<string, string>();
  for (const [id, node] of await earlierNodes(session, "clone")) {
    const { relation_name: name } = node;
    if (typeof name === "string" && name !== "") relations.set(id, name);
  }
  return relations;
}

/**
 * With `--defer`, the project in which references to nodes that are not `selected` mean the relations of the earlier
 * manifest: those that do not exist here, or with `--favor-state` all. Throws DBT_STATE_INVALID.
 */
export async function deferred(
  session: DbtSession,
  selected: ReadonlySet<string>,
): Promise<ParsedProject> {
  const { invocation, parsed } = session;
  if (invocation.defer !== true) return parsed;
  const earlier = await earlierNodes(session, "--defer");
  const candidates = [...parsed.manifest.nodes.values()].filter(
    (node) =>
      REFERABLE.has(node.resourceType) &&
      !selected.has(node.uniqueId) &&
      earlier.has(node.uniqueId),
  );
  const here =
    invocation.favorState === true ? new Set<string>() : await existsHere(session, candidates);
  const replaced = new Map<string, ProjectNode>();
  for (const node of candidates) {
    const old = earlier.get(node.uniqueId);
    if (old === undefined || here.has(node.uniqueId)) continue;
    replaced.set(node.uniqueId, {
      ...node,
      database: stringOr(old["database"], node.database),
      schema: stringOr(old["schema"], node.schema),
      alias: stringOr(old["alias"], node.alias),
    });
  }
  const { lookup } = parsed;
  return {
    ...parsed,
    lookup: {
      ...lookup,
      ref: (...call) => {
        const found = lookup.ref(...call);
        return found === undefined ? undefined : (replaced.get(found.uniqueId) ?? found);
      },
    },
  };
}
