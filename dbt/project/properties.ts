import { GranaryError } from "../../warehouse/errors.js";
import type { Package } from "../manifest.js";
import { type Dict, isDict } from "../plain.js";
import { filesUnder, projectFolders } from "./files.js";
import {
  type NodeProperties,
  type PropertiesFile,
  entryName,
  modelProperties,
  nodeProperties,
} from "./node-properties.js";
import { type SourceEntry, sourceEntry } from "./source-properties.js";
import { parseYaml } from "./yaml-text.js";
import { readText } from "./read-text.js";

/** An entry kept as written, with where it stands. */
export interface PropertiesEntry {
  name: string;
  entry: Dict;
  file: PropertiesFile;
}

type NodeSection = "models" | "seeds" | "snapshots" | "analyses" | "data_tests";

/** All properties files of a package, taken together. */
export interface Properties {
  nodes: Readonly<Record<NodeSection, NodeProperties[]>>;
  sources: SourceEntry[];
  macros: PropertiesEntry[];
  exposures: PropertiesEntry[];
  groups: PropertiesEntry[];
  unitTests: PropertiesEntry[];
}

/** Renders the strings of an entry that hold Jinja, except its descriptions, tests and hooks. */
type RenderEntry = (entry: Dict, file: PropertiesFile) => Promise<Dict>;

const NODE_SECTIONS: readonly NodeSection[] = [
  "models",
  "seeds",
  "snapshots",
  "analyses",
  "data_tests",
];

function entriesOf(document: Dict, key: string, file: PropertiesFile): Dict[] {
  const list = document[key];
  if (list === undefined || list === null) return [];
  const entries = Array.isArray(list) ? list.filter(isDict) : [];
  if (Array.isArray(list) && entries.length === list.length) return entries;
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `${key}: in ${file.path} is not a list of mappings.`,
    hint: "Write each entry as `- name: …`.",
  });
}

function refuseTwice(all: readonly NodeProperties[], kind: string): void {
  const seen = new Map<string, NodeProperties>();
  for (const properties of all) {
    const key = `${properties.name} ${properties.version?.v ?? ""}`;
    const other = seen.get(key);
    if (other !== undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `${kind}: ${properties.name} is described twice: in ${other.file.path} and in ${properties.file.path}.`,
        hint: "Keep one of the two.",
      });
    }
    seen.set(key, properties);
  }
}

async function readFileInto(
  all: Properties,
  document: Dict,
  file: PropertiesFile,
  render: RenderEntry,
): Promise<void> {
  const rendered = async (key: string): Promise<Dict[]> =>
    Promise.all(entriesOf(document, key, file).map((entry) => render(entry, file)));
  const named = async (key: string): Promise<PropertiesEntry[]> =>
    (await rendered(key)).map((entry) => ({ name: entryName(entry, key, file), entry, file }));
  for (const section of NODE_SECTIONS) {
    for (const entry of await rendered(section)) {
      const read =
        section === "models"
          ? modelProperties(entry, file)
          : [nodeProperties(entry, section, file)];
      all.nodes[section].push(...read);
    }
  }
  for (const entry of await rendered("sources")) all.sources.push(sourceEntry(entry, file));
  all.macros.push(...(await named("macros")));
  all.exposures.push(...(await named("exposures")));
  all.groups.push(...(await named("groups")));
  all.unitTests.push(...(await named("unit_tests")));
}

/** Reads every properties file of a package. Throws DBT_PROJECT_INVALID. */
export async function readProperties(of: Package, render: RenderEntry): Promise<Properties> {
  const all: Properties = {
    nodes: { models: [], seeds: [], snapshots: [], analyses: [], data_tests: [] },
    sources: [],
    macros: [],
    exposures: [],
    groups: [],
    unitTests: [],
  };
  const files = filesUnder(of.root, projectFolders(of.project), [".yml", ".yaml"]);
  for (const { path, relativePath } of files) {
    const text = readText(of.root, path);
    const parsed = parseYaml(text, path);
    if (!isDict(parsed)) continue;
    const file = { packageName: of.name, path, relativePath };
    const asWritten: RenderEntry = (entry) => Promise.resolve(entry);
    await readFileInto(
      all,
      parsed,
      file,
      text.includes("{{") || text.includes("{%") ? render : asWritten,
    );
  }
  for (const section of NODE_SECTIONS) refuseTwice(all.nodes[section], section);
  return all;
}
