import { GranaryError } from "../../warehouse/errors.js";

const SELECTOR_METHODS = [
  "fqn",
  "path",
  "file",
  "tag",
  "config",
  "resource_type",
  "source",
  "test_type",
  "test_name",
  "package",
] as const;

type SelectorMethod = (typeof SELECTOR_METHODS)[number];

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
}

const CRITERION =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?:\+(?<children>\d*))?$/s;

function invalid(raw: string, reason: string): GranaryError {
  return new GranaryError("DBT_SELECTOR_INVALID", {
    message: `The selector ${JSON.stringify(raw)} cannot be read: ${reason}.`,
    hint: `Write [+]name[+], or method:value with a method of ${SELECTOR_METHODS.join(", ")}.`,
  });
}

function defaultMethod(value: string): SelectorMethod {
  if (value.includes("/")) return "path";
  return /\.(sql|csv)$/i.test(value) ? "file" : "fqn";
}

function depth(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text === "" ? Number.POSITIVE_INFINITY : Number(text);
}

/** Reads one criterion. Throws DBT_SELECTOR_INVALID. */
export function parseCriterion(raw: string): Criterion {
  const groups = CRITERION.exec(raw)?.groups ?? {};
  const { at, parents, method, value = "", children } = groups;
  if (value === "") throw invalid(raw, "it names nothing");
  if (at !== undefined && children !== undefined) {
    throw invalid(raw, "@ in front and + behind do not go together");
  }
  const [methodName, ...methodArguments] = method?.split(".") ?? [];
  const known = SELECTOR_METHODS.find((name) => name === methodName);
  if (methodName !== undefined && known === undefined) {
    throw invalid(raw, `there is no method ${methodName}`);
  }
  return {
    raw,
    method: known ?? defaultMethod(value),
    methodArguments,
    value,
    childrensParents: at !== undefined,
    parentDepth: depth(parents),
    childDepth: depth(children),
  };
}
