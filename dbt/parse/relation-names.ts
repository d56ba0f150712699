import type { Context, ContextHost } from "../context/base-context.js";
import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import type { ProjectNode } from "../manifest.js";
import type { Dict } from "../plain.js";

type Part = "database" | "schema" | "alias";

const BUILT_IN = "dbt";

/** The packages whose macro goes before dbt's own, best first. */
function overriders(host: ContextHost, packageName: string): string[] {
  return [...new Set([host.project.name, packageName])];
}

function customMacro(host: ContextHost, part: Part, packageName: string): string | null {
  const name = `generate_${part}_name`;
  const { environment, project } = host;
  for (const owner of overriders(host, packageName)) {
    if (environment.hasMacro(name, owner)) return `${owner}.${name}`;
  }
  const searched = new Set([
    ...(project.dispatch.get(BUILT_IN) ?? []),
    ...overriders(host, packageName),
  ]);
  const dispatched = [...searched].some(
    (owner) =>
      owner !== BUILT_IN &&
      [host.adapterType, "default"].some((prefix) =>
        environment.hasMacro(`${prefix}__${name}`, owner),
      ),
  );
  return dispatched ? `${BUILT_IN}.${name}` : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** What dbt's own macros make of the names; calling them for every node would cost more than parsing it. */
function builtInName(
  host: ContextHost,
  part: Part,
  custom: string | null,
  node: ProjectNode,
): string {
  const { target } = host;
  switch (part) {
    case "database":
      return custom ?? target.database;
    case "schema":
      return custom === null ? target.schema : `${target.schema}_${custom}`;
    case "alias":
      if (custom !== null) return custom;
      return node.version === null
        ? node.name
        : `${node.name}_v${String(node.version).replaceAll(".", "_")}`;
  }
}

/** Names relations as the project's `generate_<part>_name` macros do, or dbt's where it has none. */
export class RelationNames {
  readonly #host: ContextHost;
  readonly #macros = new Map<string, string | null>();

  constructor(host: ContextHost) {
    this.#host = host;
  }

  async name(part: Part, node: ProjectNode, model: () => Dict, context: Context): Promise<string> {
    const key = `${part}.${node.packageName}`;
    let macro = this.#macros.get(key);
    if (macro === undefined) {
      macro = customMacro(this.#host, part, node.packageName);
      this.#macros.set(key, macro);
    }
    const custom = node.config[part];
    if (macro === null) return builtInName(this.#host, part, text(custom), node);
    const args: JinjaValue[] = [fromPlain(custom ?? null), fromPlain(model())];
    const value = await this.#host.environment.callMacro(macro, args, {}, context);
    return typeof value === "string" ? value.trim() : "";
  }
}
