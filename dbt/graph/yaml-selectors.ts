import { GranaryError } from "../../warehouse/errors.js";
import { type Dict, isDict } from "../plain.js";
import type { SelectionSpec } from "./selection-spec.js";
import {
  type Criterion,
  type IndirectSelection,
  parseCriterion,
  parseMethod,
} from "./selector-parts.js";

interface Reading {
  /** The selector being read, for errors. */
  name: string;
  indirect: IndirectSelection;
  /** Another selector of the file. */
  named: (name: string) => SelectionSpec;
}

const MODES: readonly IndirectSelection[] = ["eager", "cautious", "buildable", "empty"];

function invalid(reading: Reading, problem: string): GranaryError {
  return new GranaryError("DBT_SELECTOR_INVALID", {
    message: `The selector ${reading.name} of selectors.yml cannot be read: ${problem}.`,
    hint: "Write it as a string, method and value, union or intersection.",
  });
}

function depthOf(dict: Dict, key: "parents" | "children"): number | null {
  if (dict[key] !== true) return null;
  const depth = dict[`${key}_depth`];
  return typeof depth === "number" && depth > 0 ? depth : Number.POSITIVE_INFINITY;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function criterionOf(reading: Reading, dict: Dict): Criterion {
  const mode = MODES.find((candidate) => candidate === dict["indirect_selection"]);
  const raw = JSON.stringify(dict);
  return {
    raw,
    ...parseMethod(raw, textOf(dict["method"])),
    value: textOf(dict["value"]),
    childrensParents: dict["childrens_parents"] === true,
    parentDepth: depthOf(dict, "parents"),
    childDepth: depthOf(dict, "children"),
    indirect: mode ?? reading.indirect,
  };
}

function combined(
  kind: "union" | "intersection" | "difference",
  parts: readonly SelectionSpec[],
): SelectionSpec {
  return { kind, parts, indirect: "eager", expected: null };
}

function excluding(reading: Reading, base: SelectionSpec, exclusions: unknown): SelectionSpec {
  if (exclusions === undefined) return base;
  if (!Array.isArray(exclusions)) throw invalid(reading, "exclude is not a list");
  const parts = exclusions.map((part) => specOf(reading, part));
  return parts.length === 0 ? base : combined("difference", [base, combined("union", parts)]);
}

function groupOf(reading: Reading, kind: "union" | "intersection", list: unknown): SelectionSpec {
  if (!Array.isArray(list)) throw invalid(reading, `${kind} is not a list`);
  const isExclusion = (part: unknown): boolean =>
    isDict(part) && Object.keys(part).length === 1 && "exclude" in part;
  const exclusions = list.filter(isExclusion) as Dict[];
  if (exclusions.length > 1) throw invalid(reading, `one ${kind} has two exclude lists`);
  const parts = list.filter((part) => !isExclusion(part)).map((part) => specOf(reading, part));
  return excluding(reading, combined(kind, parts), exclusions[0]?.["exclude"]);
}

function specOf(reading: Reading, definition: unknown): SelectionSpec {
  if (typeof definition === "string") {
    return { kind: "criterion", criterion: parseCriterion(definition, reading.indirect) };
  }
  if (!isDict(definition)) throw invalid(reading, `${textOf(definition)} is no definition`);
  if ("union" in definition) return groupOf(reading, "union", definition["union"]);
  if ("intersection" in definition) {
    return groupOf(reading, "intersection", definition["intersection"]);
  }
  const entries = Object.entries(definition);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const dict = { method: first[0], value: first[1] };
    return { kind: "criterion", criterion: criterionOf(reading, dict) };
  }
  const { exclude, ...dict } = definition;
  if (dict["method"] === "selector") return reading.named(textOf(dict["value"]));
  if (dict["method"] === undefined || dict["value"] === undefined) {
    throw invalid(reading, "it has no method and value");
  }
  const base: SelectionSpec = { kind: "criterion", criterion: criterionOf(reading, dict) };
  return excluding(reading, base, exclude);
}

function definitionOf(selectors: Dict, name: string): unknown {
  const entry = selectors[name];
  return isDict(entry) && "definition" in entry ? entry["definition"] : entry;
}

/** The selection that selectors.yml calls `name`. Throws DBT_SELECTOR_INVALID. */
export function namedSpec(
  selectors: Dict,
  name: string,
  indirect: IndirectSelection,
): SelectionSpec {
  const open: string[] = [];
  const named = (wanted: string): SelectionSpec => {
    if (!Object.hasOwn(selectors, wanted)) {
      throw new GranaryError("DBT_SELECTOR_INVALID", {
        message: `There is no selector ${wanted} in selectors.yml.`,
        hint: `It defines: ${Object.keys(selectors).join(", ") || "none"}.`,
      });
    }
    if (open.includes(wanted)) {
      throw new GranaryError("DBT_SELECTOR_INVALID", {
        message: `Selectors name each other in a circle: ${[...open, wanted].join(" -> ")}.`,
        hint: "Break the circle in selectors.yml.",
      });
    }
    open.push(wanted);
    const spec = specOf({ name: wanted, indirect, named }, definitionOf(selectors, wanted));
    open.pop();
    return spec;
  };
  return named(name);
}

/** The name of the selector marked `default: true`, where there is one. */
export function defaultSelector(selectors: Dict): string | undefined {
  return Object.keys(selectors).find((name) => {
    const entry = selectors[name];
    return isDict(entry) && entry["default"] === true;
  });
}
