import { commandLineSpec, type SelectionSpec } from "../graph/selection-spec.js";
import { selectNodes } from "../graph/selector.js";
import { defaultSelector, namedSpec } from "../graph/yaml-selectors.js";
import type { DbtCommand, DbtInvocation } from "../invocation.js";
import { logLine } from "../log/log-line.js";
import type { ResourceType } from "../manifest.js";
import type { Dict } from "../plain.js";
import { readSources } from "../state/previous-state.js";
import type { DbtSession } from "./session.js";

/** Types a command works on unless it is told others. */
const TYPES: Record<DbtCommand, readonly ResourceType[]> = {
  build: ["model", "seed", "snapshot", "test", "unit_test", "exposure"],
  run: ["model"],
  test: ["test", "unit_test"],
  seed: ["seed"],
  snapshot: ["snapshot"],
  compile: ["model", "seed", "snapshot", "test", "analysis", "operation"],
  show: ["model", "seed", "snapshot", "test", "analysis"],
  ls: ["model", "snapshot", "seed", "test", "source", "exposure", "unit_test"],
  parse: [],
  "docs generate": ["model", "seed", "snapshot", "test", "analysis", "operation"],
  "source freshness": ["source"],
  "run-operation": [],
  clone: ["model", "seed", "snapshot"],
};

function typesOf(invocation: DbtInvocation): readonly ResourceType[] {
  const { command, resourceTypes, excludeResourceTypes } = invocation;
  const own = TYPES[command];
  const wanted =
    resourceTypes === undefined || resourceTypes.length === 0
      ? own
      : command === "ls"
        ? resourceTypes
        : own.filter((type) => resourceTypes.includes(type));
  return wanted.filter((type) => !(excludeResourceTypes ?? []).includes(type));
}

function specOf(invocation: DbtInvocation, selectors: Dict): SelectionSpec {
  const { select, exclude, selector } = invocation;
  const indirect = invocation.indirect ?? "eager";
  // As in dbt, a selector by name stands alone.
  if (selector !== undefined) return namedSpec(selectors, selector, indirect);
  const unsaid = !select?.length && !exclude?.length;
  const standard = unsaid ? defaultSelector(selectors) : undefined;
  if (standard !== undefined) return namedSpec(selectors, standard, indirect);
  return commandLineSpec({ select, exclude, indirect });
}

/** The nodes the invocation asks for; says which selectors meet nothing. Throws DBT_SELECTOR_INVALID. */
export async function selectedIds(session: DbtSession): Promise<ReadonlySet<string>> {
  const { invocation, parsed, members } = session;
  if (invocation.only !== undefined) {
    session.selected = invocation.only;
    return session.selected;
  }
  const { manifest, dag } = parsed;
  const selection = selectNodes(
    {
      nodes: members,
      dag,
      projectName: manifest.project.name,
      macros: manifest.macros,
      previous: session.previous,
      currentSources: await readSources(session.targetDir),
    },
    specOf(invocation, manifest.selectors),
    typesOf(invocation),
  );
  for (const selector of selection.unmatched) {
    const message = `The selection criterion '${selector}' does not match any enabled nodes`;
    invocation.onEvent({ type: "note", level: "warn", message });
    const data = { spec_raw: selector };
    session.log(logLine("NoNodesForSelectionCriteria", "M030", message, data, "warn"));
  }
  session.selected = selection.ids;
  return selection.ids;
}
