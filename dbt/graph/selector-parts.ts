import { GranaryError } from "../../warehouse/errors.js";

const SELECTOR_METHODS = [
  "fqn",
  "tag",
  "group",
  "access",
  "source",
  "path",
  "file",
  "package",
  "config",
  "test_name",
  "test_type",
  "resource_type",
  "state",
  "exposure",
  "result",
  "source_status",
  "version",
  "unit_test",
] as const;

type SelectorMethod = (typeof SELECTOR_METHODS)[number];

/** Which tests come along with the nodes selected: those of any, of all, of all with their ancestors, or none. */
export type IndirectSelection = "eager" | "cautious" | "buildable" | "empty";

/** One criterion of a selection, for example `2+tag:nightly+`. */
export interface Criterion {
  raw: string;
  method: SelectorMethod;
  /** What follows the method after dots: `materialized` of `config.materialized:table`. */
  methodArguments: readonly string[];
  value: string;
  /** `@x`: its descendants and all their ancestors. */
  childrensParents: boolean;
  /** Levels upwards; null for none. */
  parentDepth: number | null;
  childDepth: number | null;
  indirect: IndirectSelection;
}

const CRITERION =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?:\+(?<children>\d*))?$/s;

export function invalidSelector(raw: string, reason: string): GranaryError {
  return new GranaryError("DBT_SELECTOR_INVALID", {
    message: `The selector ${JSON.stringify(raw)} cannot be read: ${reason}.`,
    hint: `Write [+]name[+], or method:value with a method of ${SELECTOR_METHODS.join(", ")}.`,
  });
}

function defaultMethod(value: string): SelectorMethod {
  if (value.includes("/")) return "path";
  return /\.(sql|py|csv)$/i.test(value) ? "file" : "fqn";
}

function depth(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text === "" ? Number.POSITIVE_INFINITY : Number(text);
}

/** The method and its arguments of `config.meta.owner`. Throws DBT_SELECTOR_INVALID. */
export function parseMethod(
  raw: string,
  method: string,
): Pick<Criterion, "method" | "methodArguments"> {
  const [name = "", ...methodArguments] = method.split(".");
  const known = SELECTOR_METHODS.find((candidate) => candidate === name);
  if (known === undefined) throw invalidSelector(raw, `there is no method ${name}`);
  return { method: known, methodArguments };
}

/** Reads one criterion. Throws DBT_SELECTOR_INVALID. */
export function parseCriterion(raw: string, indirect: IndirectSelection): Criterion {
  const groups = CRITERION.exec(raw)?.groups ?? {};
  const { at, parents, method, value = "", children } = groups;
  if (value === "") throw invalidSelector(raw, "it names nothing");
  if (at !== undefined && children !== undefined) {
    throw invalidSelector(raw, "@ in front and + behind do not go together");
  }
  return {
    raw,
    ...(method === undefined
      ? { method: defaultMethod(value), methodArguments: [] }
      : parseMethod(raw, method)),
    value,
    childrensParents: at !== undefined,
    parentDepth: depth(parents),
    childDepth: depth(children),
    indirect,
  };
}
