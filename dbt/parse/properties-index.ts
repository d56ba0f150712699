import type { ProjectNode } from "../manifest.js";
import type { NodeProperties } from "../project/node-properties.js";
import type { Properties } from "../project/properties.js";
import type { PackageContent } from "./parse-session.js";

type Described = Exclude<ProjectNode["resourceType"], "operation">;

const SECTIONS: Readonly<Record<Described, keyof Properties["nodes"]>> = {
  model: "models",
  seed: "seeds",
  snapshot: "snapshots",
  analysis: "analyses",
  test: "data_tests",
};

function fileName(properties: NodeProperties): string {
  return properties.version?.definedIn ?? properties.name;
}

function isLatest({ version }: NodeProperties): boolean {
  return version !== null && String(version.v) === String(version.latest);
}

/** Which properties belong to which file. */
export class PropertiesIndex {
  readonly #contents: readonly PackageContent[];
  readonly #used = new Set<NodeProperties>();
  readonly #nodes = new Map<NodeProperties, ProjectNode>();

  constructor(contents: readonly PackageContent[]) {
    this.#contents = contents;
  }

  /** The properties of each of a package's files, by file name without ending; a package's own before another's. */
  match(
    type: Described,
    packageName: string,
    stems: readonly string[],
  ): (NodeProperties | undefined)[] {
    const known = new Set(stems);
    const own = this.#of(type, packageName);
    const others = this.#contents
      .filter((content) => content.package.name !== packageName)
      .flatMap((content) => content.properties.nodes[SECTIONS[type]]);
    const byFile = new Map<string, NodeProperties>();
    for (const properties of [...others.reverse(), ...own]) {
      const wanted = fileName(properties);
      // The latest version may stand in a file without the version in its name.
      const found = !known.has(wanted) && isLatest(properties) ? properties.name : wanted;
      if (known.has(found)) byFile.set(found, properties);
    }
    for (const properties of byFile.values()) this.#used.add(properties);
    return stems.map((stem) => byFile.get(stem));
  }

  /** Notes which node the properties describe. */
  attach(properties: NodeProperties, node: ProjectNode): void {
    this.#used.add(properties);
    this.#nodes.set(properties, node);
  }

  /** Properties with the node each describes. */
  described(): Iterable<readonly [NodeProperties, ProjectNode]> {
    return this.#nodes;
  }

  /** Properties of nothing that exists. */
  unused(): { kind: string; properties: NodeProperties }[] {
    return this.#contents.flatMap(({ properties: { nodes } }) =>
      Object.entries(nodes).flatMap(([kind, all]) =>
        all.filter((one) => !this.#used.has(one)).map((properties) => ({ kind, properties })),
      ),
    );
  }

  #of(type: Described, packageName: string): NodeProperties[] {
    const own = this.#contents.find((content) => content.package.name === packageName);
    return own?.properties.nodes[SECTIONS[type]] ?? [];
  }
}
