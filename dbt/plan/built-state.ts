import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { nodeDict } from "../artifacts/node-dict.js";
import type { MacroNode, ProjectNode } from "../manifest.js";
import { type Dict, dictOf, isDict } from "../plain.js";

/** What a relation was built from, the last time that succeeded. */
export interface BuiltNode {
  /** What `compareNode` looks at. */
  dict: Dict;
  /** sha256 of the compiled SQL; null where it has none. */
  compiled: string | null;
  /** sha256 of each macro it called, by id. */
  macros: Readonly<Record<string, string>>;
  /** What the data of each source it reads was, by id of the source. */
  data: Readonly<Record<string, string>>;
}

/** What is known of the relations built so far, by id of their nodes. */
export type BuiltState = ReadonlyMap<string, BuiltNode>;

const COMPARED = [
  "resource_type",
  "name",
  "database",
  "schema",
  "alias",
  "fqn",
  "raw_code",
  "checksum",
  "description",
  "columns",
  "constraints",
  "config",
  "unrendered_config",
];

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const macroDigests = new WeakMap<MacroNode, string>();

function macroDigest(macro: MacroNode): string {
  const known = macroDigests.get(macro) ?? digest(macro.sql);
  macroDigests.set(macro, known);
  return known;
}

/** Ids of the macros a node calls, and those call. */
function macrosOf(node: ProjectNode, macros: ReadonlyMap<string, MacroNode>): Set<string> {
  const found = new Set<string>();
  const waiting = [...node.macros];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(macros.get(id)?.dependsOn ?? []));
  }
  return found;
}

/** What a node would be built from now. `dataVersions` are known by id of the source. */
export function builtNode(
  node: ProjectNode,
  compiledSql: string | null,
  macros: ReadonlyMap<string, MacroNode>,
  dataVersions: ReadonlyMap<string, string>,
): BuiltNode {
  const dict = nodeDict(node);
  const called = [...macrosOf(node, macros)].flatMap((id) => {
    const macro = macros.get(id);
    return macro === undefined ? [] : [[id, macroDigest(macro)] as const];
  });
  const read = node.dependsOn.flatMap((id) => {
    const version = dataVersions.get(id);
    return version === undefined ? [] : [[id, version] as const];
  });
  return {
    dict: Object.fromEntries(COMPARED.map((key) => [key, dict[key]])),
    compiled: compiledSql === null ? null : digest(compiledSql),
    macros: Object.fromEntries(called.sort()),
    data: Object.fromEntries(read.sort()),
  };
}

/** Reads a file of `writeBuiltState`; nothing is known where it is missing or damaged. */
export async function readBuiltState(file: string): Promise<BuiltState> {
  let nodes: Dict;
  try {
    nodes = dictOf(dictOf(JSON.parse(await readFile(file, "utf8")))["nodes"]);
  } catch {
    return new Map();
  }
  const entries = Object.entries(nodes).filter(([, node]) => isDict(node));
  return new Map(entries.map(([id, node]) => [id, node as BuiltNode]));
}

export async function writeBuiltState(file: string, state: BuiltState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ nodes: Object.fromEntries(state) }));
}
