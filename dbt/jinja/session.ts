import { getAttribute } from "./attributes.js";
import { bindMacro } from "./macro-call.js";
import type { LibraryMacro, MacroLibrary } from "./macro-library.js";
import { renderBody } from "./renderer.js";
import { Scope } from "./scope.js";
import type { CallDepth } from "./scope.js";
import { Undefined } from "./value.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "./value.js";

type Names = Readonly<Record<string, JinjaValue>>;

/** One context's view of the environment: every macro called through it sees that context. */
export class Session {
  readonly #library: MacroLibrary;
  readonly #globals: Names;
  readonly #context: Names;
  readonly #depth: CallDepth = { current: 0 };

  constructor(library: MacroLibrary, globals: Names, context: Names) {
    this.#library = library;
    this.#globals = globals;
    this.#context = context;
  }

  /** An empty scope for a template or macro of a package. */
  scope(packageName: string | undefined): Scope {
    return Scope.root((name) => this.#resolve(name, packageName), this.#depth);
  }

  bind({ macro, packageName }: LibraryMacro): JinjaFunction {
    return bindMacro(macro, this.scope(packageName), renderBody);
  }

  #resolve(name: string, packageName: string | undefined): JinjaValue | undefined {
    const macro = this.#library.find(name, packageName);
    if (macro) return this.bind(macro);
    const given = Object.hasOwn(this.#context, name) ? this.#context : this.#globals;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    return this.#library.hasPackage(name)
      ? new PackageNamespace(this, this.#library, name, value)
      : value;
  }
}

/** `package.macro`: the package's macros, over a host value of the same name. */
class PackageNamespace implements JinjaObject {
  readonly #session: Session;
  readonly #library: MacroLibrary;
  readonly #name: string;
  readonly #fallback: JinjaValue | undefined;

  constructor(
    session: Session,
    library: MacroLibrary,
    name: string,
    fallback: JinjaValue | undefined,
  ) {
    this.#session = session;
    this.#library = library;
    this.#name = name;
    this.#fallback = fallback;
  }

  getAttribute(name: string): JinjaValue | undefined {
    const macro = this.#library.inPackage(this.#name, name);
    if (macro) return this.#session.bind(macro);
    if (this.#fallback === undefined) {
      return new Undefined(`package '${this.#name}' has no macro '${name}'`);
    }
    return getAttribute(this.#fallback, name);
  }

  toString(): string {
    return `<package ${this.#name}>`;
  }
}
