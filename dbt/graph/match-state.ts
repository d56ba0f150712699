import { graphDict } from "../artifacts/manifest-file.js";
import type { GraphNode, MacroNode } from "../manifest.js";
import type { PreviousManifest } from "../state/previous-state.js";
import { type Comparison, compareNode } from "./compare-node.js";

/** Compares the project with an earlier manifest. */
export class StateComparison {
  readonly #previous: PreviousManifest;
  readonly #macros: ReadonlyMap<string, MacroNode>;
  readonly #known = new Map<string, Comparison | null>();
  #modifiedMacros: ReadonlySet<string> | null = null;

  constructor(previous: PreviousManifest, macros: ReadonlyMap<string, MacroNode>) {
    this.#previous = previous;
    this.#macros = macros;
  }

  /** What differs from the earlier node; null where there was none. */
  compare(node: GraphNode): Comparison | null {
    const known = this.#known.get(node.uniqueId);
    if (known !== undefined) return known;
    const old = this.#previous.nodes.get(node.uniqueId);
    const comparison = old === undefined ? null : compareNode(graphDict(node), old);
    this.#known.set(node.uniqueId, comparison);
    return comparison;
  }

  /** Whether a macro the node calls, or one that macro calls, has changed. */
  macrosModified(node: GraphNode): boolean {
    if (!("macros" in node)) return false;
    const modified = (this.#modifiedMacros ??= this.#findModifiedMacros());
    const seen = new Set<string>();
    const waiting = [...node.macros];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (modified.has(id)) return true;
      waiting.push(...(this.#macros.get(id)?.dependsOn ?? []));
    }
    return false;
  }

  #findModifiedMacros(): Set<string> {
    const modified = new Set<string>();
    for (const [id, macro] of this.#macros) {
      // Built-in macros differ between engines; they are no change of the project's.
      if (BUILT_IN.has(macro.packageName)) continue;
      if (this.#previous.macros.get(id)?.["macro_sql"] !== macro.sql) modified.add(id);
    }
    return modified;
  }
}

const BUILT_IN: ReadonlySet<string> = new Set(["dbt", "dbt_duckdb"]);

/** Whether `state:<value>` means the node; undefined where there is no such value. */
export function matchesState(
  state: StateComparison,
  node: GraphNode,
  value: string,
): boolean | undefined {
  const found = state.compare(node);
  const isProjectNode = "rawCode" in node;
  const modified = (): boolean =>
    (found === null ? isNewModified(node) : found.contents) || state.macrosModified(node);
  switch (value) {
    case "new":
      return found === null;
    case "old":
      return found !== null;
    case "modified":
      return modified();
    case "unmodified":
      return !modified();
    case "modified.body":
      return isProjectNode && (found === null || found.body);
    case "modified.configs":
      return node.resourceType !== "unit_test" && (found === null || found.configs);
    case "modified.persisted_descriptions":
      return isProjectNode && (found === null || found.descriptions);
    case "modified.relation":
      return (
        (isProjectNode || node.resourceType === "source") && (found === null || found.relation)
      );
    case "modified.macros":
      return state.macrosModified(node);
    case "modified.contract":
      return isProjectNode && (found === null || found.contract);
    default:
      return undefined;
  }
}

/** New sources and exposures do not count as modified. */
function isNewModified(node: GraphNode): boolean {
  return node.resourceType !== "source" && node.resourceType !== "exposure";
}
