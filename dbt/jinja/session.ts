import { getAttribute } from "./attributes.js";
import { bindMacro } from "./macro-call.js";
import type { LibraryMacro, MacroLibrary } from "./macro-library.js";
import { renderBody } from "./renderer.js";
import { Scope } from "./scope.js";
import type { CallDepth } from "./scope.js";
import { Undefined } from "./value.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "./value.js";

type Names = Readonly<Record<string, JinjaValue>>;

/** A name's value, own or inherited; what every JavaScript object inherits is no name. */
function valueIn(names: Names, name: string): JinjaValue | undefined {
  // Nearly all names are told by one look.
  if (!(name in Object.prototype)) return names[name];
  let at: unknown = names;
  while (typeof at === "object" && at !== null && at !== Object.prototype) {
    if (Object.hasOwn(at, name)) return names[name];
    at = Object.getPrototypeOf(at);
  }
  return undefined;
}

/** One context's view of the environment: every macro called through it sees that context. */
export class Session {
  readonly #library: MacroLibrary;
  readonly #globals: Names;
  readonly #context: Names;
  readonly #depth: CallDepth = { current: 0, forgiving: false };
  #overrides: ReadonlyMap<string, JinjaValue> = new Map();
  #onCall: ((macro: LibraryMacro) => void) | undefined;

  constructor(library: MacroLibrary, globals: Names, context: Names) {
    this.#library = library;
    this.#globals = globals;
    this.#context = context;
  }

  /** From now on `overrides` stand for the macros of these names (`name` or `package.name`). */
  override(overrides: ReadonlyMap<string, JinjaValue>): void {
    this.#overrides = overrides;
  }

  /** Hears of every macro that a template itself calls, not of those that macros call. */
  observe(onCall: ((macro: LibraryMacro) => void) | undefined): void {
    this.#onCall = onCall;
  }

  /** From now on attributes, items and calls of undefined values are undefined; unknown names still cannot be called. */
  forgive(): void {
    this.#depth.forgiving = true;
  }

  overriding(name: string): JinjaValue | undefined {
    return this.#overrides.get(name);
  }

  /** An empty scope for a template or macro of a package. */
  scope(packageName: string | undefined): Scope {
    return Scope.root((name) => this.#resolve(name, packageName), this.#depth);
  }

  bind(found: LibraryMacro): JinjaFunction {
    const { macro, packageName } = found;
    const call = bindMacro(macro, this.scope(packageName), renderBody);
    const onCall = this.#onCall;
    if (onCall === undefined) return call;
    return (args, kwargs) => {
      if (this.#depth.current === 0) onCall(found);
      return call(args, kwargs);
    };
  }

  #resolve(name: string, packageName: string | undefined): JinjaValue | undefined {
    const overriding = this.#overrides.get(name);
    if (overriding !== undefined) return overriding;
    const macro = this.#library.find(name, packageName);
    if (macro) return this.bind(macro);
    const given = valueIn(this.#context, name);
    const value = given === undefined ? valueIn(this.#globals, name) : given;
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
    const overriding = this.#session.overriding(`${this.#name}.${name}`);
    if (overriding !== undefined) return overriding;
    const macro = this.#library.inNamespace(this.#name, name);
    if (macro) return this.#session.bind(macro);
    if (this.#fallback === undefined) {
      return new Undefined(`package '${this.#name}' has no macro '${name}'`, true);
    }
    return getAttribute(this.#fallback, name);
  }

  toString(): string {
    return `<package ${this.#name}>`;
  }
}
