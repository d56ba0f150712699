import type { Body, MacroDefinition } from "./ast.js";
import { ControlSignal, JinjaError, JinjaFault } from "./errors.js";
import { evaluate } from "./evaluator.js";
import type { Arguments, KeywordArguments } from "./parameters.js";
import type { Scope } from "./scope.js";
import { JinjaTuple, Undefined } from "./value.js";
import type { JinjaFunction, JinjaValue } from "./value.js";

/** Renders a body to text in its own scope. */
type BodyRenderer = (body: Body, scope: Scope) => Promise<string>;

const DEEPEST_CALL = 400;

/** `return(value)`: ends the macro that is running with a value of any type. */
export class ReturnSignal extends ControlSignal {
  readonly misplaced = "return() outside of a macro";
  readonly value: JinjaValue;
  constructor(value: JinjaValue) {
    super("return");
    this.value = value;
  }
}

/** The macro as a function whose body sees the variables of `scope`. */
export function bindMacro(
  macro: MacroDefinition,
  scope: Scope,
  renderBody: BodyRenderer,
): JinjaFunction {
  return (args, kwargs) => callMacro(macro, scope, renderBody, args, kwargs);
}

/** The body of a `{% call %}` block as the function `caller`; `return()` in it ends the macro around it. */
export function bindCaller(
  macro: MacroDefinition,
  scope: Scope,
  renderBody: BodyRenderer,
): JinjaFunction {
  return (args, kwargs) => runMacro(macro, scope, renderBody, args, kwargs);
}

async function callMacro(
  macro: MacroDefinition,
  scope: Scope,
  renderBody: BodyRenderer,
  args: Arguments,
  kwargs: KeywordArguments,
): Promise<JinjaValue> {
  try {
    return await runMacro(macro, scope, renderBody, args, kwargs);
  } catch (error) {
    if (error instanceof ReturnSignal) return error.value;
    throw error;
  }
}

async function runMacro(
  macro: MacroDefinition,
  scope: Scope,
  renderBody: BodyRenderer,
  args: Arguments,
  kwargs: KeywordArguments,
): Promise<JinjaValue> {
  const { depth } = scope;
  if (depth.current >= DEEPEST_CALL) {
    throw new JinjaFault(`macro calls are nested more than ${DEEPEST_CALL} deep`);
  }
  const inner = scope.child();
  const unset = setArguments(macro, inner, args, kwargs);
  depth.current++;
  try {
    for (const parameter of unset) {
      const missing = new Undefined(`parameter '${parameter.name}' was not provided`);
      const value = parameter.default ? await evaluate(parameter.default, inner) : missing;
      inner.set(parameter.name, value);
    }
    return await renderBody(macro.body, inner);
  } catch (error) {
    if (error instanceof JinjaError) error.leaveMacro(macro.name);
    throw error;
  } finally {
    depth.current--;
  }
}

/** Sets the given arguments; returns the parameters that were not given. */
function setArguments(
  macro: MacroDefinition,
  inner: Scope,
  args: Arguments,
  kwargs: KeywordArguments,
): MacroDefinition["parameters"] {
  const { parameters, uses, name } = macro;
  const extra = new Map(Object.entries(kwargs));
  const unset = parameters.filter((parameter, i) => {
    const value = i < args.length ? args[i] : extra.get(parameter.name);
    if (value === undefined) return true;
    if (i >= args.length) extra.delete(parameter.name);
    inner.set(parameter.name, value);
    return false;
  });
  if (uses.has("caller") && !parameters.some((parameter) => parameter.name === "caller")) {
    inner.set("caller", extra.get("caller") ?? new Undefined(`no caller was given to '${name}'`));
    extra.delete("caller");
  }
  if (uses.has("kwargs")) inner.set("kwargs", new Map(extra));
  else {
    const [unexpected] = extra.keys();
    if (unexpected === "caller") {
      throw new JinjaFault(`macro '${name}' does not use its caller`);
    }
    if (unexpected !== undefined) {
      throw new JinjaFault(`macro '${name}' takes no keyword argument '${unexpected}'`);
    }
  }
  if (uses.has("varargs")) inner.set("varargs", new JinjaTuple(args.slice(parameters.length)));
  else if (args.length > parameters.length) {
    throw new JinjaFault(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
  }
  return unset;
}
