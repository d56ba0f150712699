import type { MacroDefinition } from "./ast.js";
import { JinjaError } from "./errors.js";

export interface LibraryMacro {
  readonly macro: MacroDefinition;
  readonly packageName: string;
}

/** The macros of all packages, and which one a name means where it is used. */
export class MacroLibrary {
  readonly #packages = new Map<string, Map<string, LibraryMacro>>();
  readonly #rootPackage: string | undefined;
  /** Built-in packages, the most general first. */
  readonly #overridable: ReadonlySet<string>;
  readonly #orders = new Map<string, readonly string[]>();

  constructor(rootPackage: string | undefined, overridable: readonly string[]) {
    this.#rootPackage = rootPackage;
    this.#overridable = new Set(overridable);
  }

  /** The package that comes first for templates of no package. */
  get rootPackage(): string | undefined {
    return this.#rootPackage ?? this.#packages.keys().next().value;
  }

  add(macro: MacroDefinition, packageName: string): void {
    this.#orders.clear();
    const macros = this.#packages.get(packageName) ?? new Map<string, LibraryMacro>();
    this.#packages.set(packageName, macros);
    const earlier = macros.get(macro.name)?.macro.position;
    if (earlier && earlier.file !== macro.position.file) {
      throw new JinjaError(
        `macro '${macro.name}' is already defined in ${earlier.file}:${earlier.line}`,
        macro.position,
      );
    }
    macros.set(macro.name, { macro, packageName });
  }

  names(): readonly string[] {
    return [...this.#packages].flatMap(([packageName, macros]) =>
      [...macros.keys()].map((name) => `${packageName}.${name}`),
    );
  }

  hasPackage(packageName: string): boolean {
    return this.#packages.has(packageName);
  }

  inPackage(packageName: string, name: string): LibraryMacro | undefined {
    return this.#packages.get(packageName)?.get(name);
  }

  /** A macro by its qualified name; `dbt.name` finds those of every built-in package. */
  inNamespace(namespace: string, name: string): LibraryMacro | undefined {
    if (namespace !== this.#overridable.keys().next().value) return this.inPackage(namespace, name);
    for (const packageName of [...this.#overridable].reverse()) {
      const found = this.inPackage(packageName, name);
      if (found) return found;
    }
    return undefined;
  }

  /** The macro that `name` means in `packageName`: its own, the root project's, then a built-in one. */
  find(name: string, packageName?: string): LibraryMacro | undefined {
    for (const candidate of this.#searchOrder(packageName)) {
      const found = this.inPackage(candidate, name);
      if (found) return found;
    }
    return undefined;
  }

  #searchOrder(packageName: string | undefined): readonly string[] {
    const key = packageName ?? "";
    const known = this.#orders.get(key);
    if (known !== undefined) return known;
    const own = packageName !== undefined && !this.#overridable.has(packageName);
    const order = new Set([
      ...(own ? [packageName] : []),
      ...(this.rootPackage === undefined ? [] : [this.rootPackage]),
      ...[...this.#overridable].reverse(),
    ]);
    this.#orders.set(key, [...order]);
    return [...order];
  }
}
