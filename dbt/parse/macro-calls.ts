import type { JinjaEnvironment } from "../jinja/environment.js";

const CALL = /\b([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\s*\(/g;
const DISPATCH =
  /adapter\.dispatch\(\s*['"](\w+)['"](?:\s*,\s*(?:macro_namespace\s*=\s*)?['"](\w+)['"])?/g;
const BUILT_IN = ["dbt_duckdb", "dbt"];

function ownersOf(namespace: string | undefined, packageName: string, root: string): string[] {
  if (namespace === undefined) return [packageName, root, ...BUILT_IN];
  return namespace === "dbt" ? [root, ...BUILT_IN] : [namespace];
}

/** Ids of the macros that a macro's body names in a call, as far as its text tells. */
export function calledMacros(
  body: string,
  packageName: string,
  environment: JinjaEnvironment,
): string[] {
  const root = environment.macroNames()[0]?.split(".")[0] ?? packageName;
  const found = new Set<string>();
  const note = (owners: readonly string[], name: string): void => {
    const owner = owners.find((candidate) => environment.ownsMacro(candidate, name));
    if (owner !== undefined) found.add(`macro.${owner}.${name}`);
  };
  for (const [, first = "", second] of body.matchAll(CALL)) {
    if (second === undefined) note(ownersOf(undefined, packageName, root), first);
    else note(ownersOf(first, packageName, root), second);
  }
  for (const [, name = "", namespace] of body.matchAll(DISPATCH)) {
    const owners = [...new Set([root, ...ownersOf(namespace, packageName, root)])];
    for (const prefix of ["duckdb", "default"]) note(owners, `${prefix}__${name}`);
  }
  return [...found];
}
