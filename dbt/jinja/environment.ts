import type { Body } from "./ast.js";
import { ControlSignal, JinjaError, JinjaFault } from "./errors.js";
import { evaluate } from "./evaluator.js";
import { GLOBALS } from "./globals.js";
import { MacroLibrary } from "./macro-library.js";
import { renderBody } from "./renderer.js";
import { Session } from "./session.js";
import { SourceText } from "./source.js";
import { parseTemplate } from "./statement-parser.js";
import type { JinjaValue } from "./value.js";

export { JinjaError } from "./errors.js";

/** Where a template comes from. */
export interface TemplateOrigin {
  readonly file: string;
  /** The package whose macros are found first; the root package unless given. */
  readonly packageName?: string;
  /** The line of `file` on which the source starts; 1 unless given. */
  readonly firstLine?: number;
}

/** A named block at the top level of a file. */
interface TemplateBlock {
  readonly kind: "macro" | "test" | "snapshot" | "docs" | "materialization";
  readonly name: string;
  /** What follows the name in the opening tag, as written: `(model, column_name)`, `, adapter='duckdb'`. */
  readonly header: string;
  readonly body: string;
  /** Offset of the body in the source, and the line it starts on (for `TemplateOrigin.firstLine`). */
  readonly bodyOffset: number;
  readonly bodyLine: number;
}

interface EnvironmentOptions {
  readonly globals?: Record<string, JinjaValue>;
  /** The project whose macros shadow those of other packages; the first one added unless given. */
  readonly rootPackage?: string;
  /** Packages that the root project shadows even for calls from inside them; the most general first; dbt's own unless given. */
  readonly overridablePackages?: readonly string[];
}

type Context = Readonly<Record<string, JinjaValue>>;

const CACHED_TEMPLATES = 20_000;

/**
 * Macros and globals that templates are rendered against.
 *
 * A name means, in this order: a variable of the template, a macro (of the template's package, the root
 * project, then any other), the context, a global, a package. Renders share nothing but the macros, so any
 * number may run at once; give each node its own context object.
 */
export class JinjaEnvironment {
  readonly #library: MacroLibrary;
  readonly #globals: Context;
  readonly #templates = new Map<string, Body>();
  /** Macro calls that the host makes while rendering count with the render of the same context. */
  readonly #sessions = new WeakMap<Context, Session>();

  constructor(options: EnvironmentOptions = {}) {
    this.#library = new MacroLibrary(
      options.rootPackage,
      options.overridablePackages ?? ["dbt", "dbt_duckdb"],
    );
    this.#globals = { ...GLOBALS, ...options.globals };
  }

  /** Adds the macros and generic tests (as `test_<name>`) of a file; returns their names. */
  addMacros(source: string, origin: { file: string; packageName: string }): readonly string[] {
    const names: string[] = [];
    for (const statement of this.#parse(source, origin)) {
      if (statement.kind !== "block" || !statement.macro) continue;
      this.#library.add(statement.macro, origin.packageName);
      names.push(statement.macro.name);
    }
    return names;
  }

  /** All macros as `package.name`, in the order they were added. */
  macroNames(): readonly string[] {
    return this.#library.names();
  }

  /** Whether the package has the macro, or with no package given, any has; takes `package.name` too. */
  hasMacro(name: string, packageName?: string): boolean {
    if (packageName !== undefined) {
      return this.#library.inNamespace(packageName, name) !== undefined;
    }
    return this.#find(name) !== undefined;
  }

  /** Whether `callMacro` of these finds a macro. */
  canCall(name: string, packageName?: string): boolean {
    return this.#find(name, packageName) !== undefined;
  }

  /** Whether the package itself has the macro. */
  ownsMacro(packageName: string, name: string): boolean {
    return this.#library.inPackage(packageName, name) !== undefined;
  }

  /** Renders a template. Throws `JinjaError`. */
  async render(source: string, context: Context, origin: TemplateOrigin): Promise<string> {
    const body = this.#parse(source, origin);
    const session = this.#session(context);
    try {
      return await renderBody(body, session.scope(origin.packageName ?? this.#library.rootPackage));
    } catch (error) {
      if (error instanceof JinjaError) error.leaveTemplate();
      if (error instanceof ControlSignal && error.position) {
        throw new JinjaError(error.misplaced, error.position);
      }
      throw error;
    }
  }

  /** Renders a template; one that is a single expression gives its value instead of its text. Throws `JinjaError`. */
  async renderValue(source: string, context: Context, origin: TemplateOrigin): Promise<JinjaValue> {
    const body = this.#parse(source, origin);
    const [only, ...more] = body.filter((part) => part.kind !== "text" || part.text.trim() !== "");
    if (only?.kind !== "output" || more.length > 0) return this.render(source, context, origin);
    const session = this.#session(context);
    try {
      const scope = session.scope(origin.packageName ?? this.#library.rootPackage);
      return await evaluate(only.expression, scope);
    } catch (error) {
      if (error instanceof JinjaError) error.leaveTemplate();
      throw error;
    }
  }

  /** In this context, `overrides` stand for the macros of these names (`name` or `package.name`). */
  override(context: Context, overrides: ReadonlyMap<string, JinjaValue>): void {
    this.#session(context).override(overrides);
  }

  /** In this context, attributes, items and calls of undefined values are undefined; unknown names still cannot be called. */
  forgive(context: Context): void {
    this.#session(context).forgive();
  }

  /** Calls `onCall` for every macro that templates rendered in this context call themselves. */
  observe(context: Context, onCall: ((name: string, packageName: string) => void) | null): void {
    this.#session(context).observe(
      onCall === null
        ? undefined
        : ({ macro, packageName }) => {
            onCall(macro.name, packageName);
          },
    );
  }

  /** Calls `macro` (as a template of `packageName` would find it) or `package.macro`: its text, or what it gave to `return()`. */
  async callMacro(
    name: string,
    args: readonly JinjaValue[],
    kwargs: Context,
    context: Context,
    packageName?: string,
  ): Promise<JinjaValue> {
    const macro = this.#find(name, packageName);
    if (!macro) throw new JinjaFault(`no macro named '${name}'`);
    return this.#session(context).bind(macro)(args, kwargs);
  }

  /** The named blocks at the top level of a file, in order. */
  parseBlocks(source: string, origin: { file: string }): readonly TemplateBlock[] {
    const text = new SourceText(source, origin.file);
    return this.#parse(source, origin).flatMap((statement) => {
      if (statement.kind !== "block") return [];
      const { blockKind, name, header, bodyStart, bodyEnd } = statement;
      const body = source.slice(bodyStart, bodyEnd);
      const bodyLine = text.positionAt(bodyStart).line;
      return [{ kind: blockKind, name, header, body, bodyOffset: bodyStart, bodyLine }];
    });
  }

  #find(name: string, from?: string): ReturnType<MacroLibrary["find"]> {
    const [packageName, macroName] = name.split(".");
    if (packageName === undefined || macroName === undefined) {
      return this.#library.find(name, from);
    }
    return this.#library.inNamespace(packageName, macroName);
  }

  #session(context: Context): Session {
    const session =
      this.#sessions.get(context) ?? new Session(this.#library, this.#globals, context);
    this.#sessions.set(context, session);
    return session;
  }

  #parse(source: string, { file, firstLine = 1 }: { file: string; firstLine?: number }): Body {
    const key = `${file}\0${firstLine}\0${source}`;
    const cached = this.#templates.get(key);
    if (cached) return cached;
    const body = parseTemplate(source, file, firstLine);
    if (this.#templates.size >= CACHED_TEMPLATES) this.#templates.clear();
    this.#templates.set(key, body);
    return body;
  }
}
