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
  readonly #overridable: ReadonlySet<string>;

  constructor(rootPackage: string | undefined, overridable: readonly string[]) {
    this.#rootPackage = rootPackage;
    this.#overridable = new Set(overridable);
  }

  /** The package that comes first for templates of no package. */
  get rootPackage(): string | undefined {
    return this.#rootPackage ?? this.#packages.keys().next().value;
  }

  add(macro: MacroDefinition, packageName: string): void {
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

  /** The macro that `name` means in `packageName`: its own, the root project's, then any other. */
  find(name: string, packageName?: string): LibraryMacro | undefined {
    for (const candidate of this.#searchOrder(packageName)) {
      const found = this.inPackage(candidate, name);
      if (found) return found;
    }
    return undefined;
  }

  #searchOrder(packageName: string | undefined): string[] {
    const all = [...this.#packages.keys()];
    const own = packageName !== undefined && !this.#overridable.has(packageName);
    return [
      ...(own ? [packageName] : []),
      ...(this.rootPackage === undefined ? [] : [this.rootPackage]),
      ...all.filter((name) => !this.#overridable.has(name)),
      ...all.filter((name) => this.#overridable.has(name)),
    ];
  }
}
