import type { CallArguments, CallExpression, CompareExpression, Expression } from "./ast.js";
import type { FilterApplication, SliceExpression, TestExpression } from "./ast.js";
import { getAttribute, getItem } from "./attributes.js";
import { truthy } from "./compare.js";
import { dictEntries, dictSet } from "./dict.js";
import { JinjaError, JinjaFault, locate } from "./errors.js";
import { applyFilter } from "./filters.js";
import { integerArgument, isNumeric, negated } from "./numbers.js";
import { applyBinary, applyComparison } from "./operators.js";
import type { Scope } from "./scope.js";
import { iterate, slice } from "./sequence.js";
import { typeName } from "./text.js";
import { applyTest } from "./tests.js";
import { JinjaTuple, Undefined, isFunction, isMapping, isObject } from "./value.js";
import type { JinjaDict, JinjaFunction, JinjaValue } from "./value.js";

/** The value of an expression; any error thrown has the position of the part that failed. */
export async function evaluate(node: Expression, scope: Scope): Promise<JinjaValue> {
  if (node.kind === "literal") return node.value;
  if (node.kind === "name") return scope.lookup(node.name);
  try {
    return await evaluateNode(node, scope);
  } catch (error) {
    throw locate(error, node.position);
  }
}

/** Calls what the callee evaluates to, with `extra` keyword arguments besides the written ones. */
export async function evaluateCall(
  node: CallExpression,
  scope: Scope,
  extra: Readonly<Record<string, JinjaValue>> = {},
): Promise<JinjaValue> {
  const callee = await evaluate(node.callee, scope);
  const { args, kwargs } = await evaluateArguments(node.arguments, scope);
  if (isForgiven(callee, scope) && !callee.unknownName) return callee;
  try {
    return await functionOf(callee)(args, Object.assign(kwargs, extra));
  } catch (error) {
    if (error instanceof JinjaError) error.passCall(node.position);
    throw locate(error, node.position);
  }
}

/** Passes a value through filters, left to right. */
export async function evaluateFilters(
  filters: readonly FilterApplication[],
  start: JinjaValue,
  scope: Scope,
): Promise<JinjaValue> {
  let value = start;
  for (const filter of filters) {
    const { args, kwargs } = await evaluateArguments(filter.arguments, scope);
    try {
      value = applyFilter(filter.name, value, args, kwargs);
    } catch (error) {
      throw locate(error, filter.position);
    }
  }
  return value;
}

async function evaluateNode(node: Expression, scope: Scope): Promise<JinjaValue> {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "name":
      return scope.lookup(node.name);
    case "list":
      return evaluateAll(node.items, scope);
    case "tuple":
      return new JinjaTuple(await evaluateAll(node.items, scope));
    case "dict": {
      const dict: JinjaDict = new Map();
      for (const [key, value] of node.entries) {
        dictSet(dict, await evaluate(key, scope), await evaluate(value, scope));
      }
      return dict;
    }
    case "attribute": {
      const object = await evaluate(node.object, scope);
      if (isForgiven(object, scope)) return new Undefined(object.problem);
      return getAttribute(needDefined(object, node.object), node.name);
    }
    case "item": {
      const object = await evaluate(node.object, scope);
      const key = await evaluate(node.key, scope);
      if (isForgiven(object, scope)) return new Undefined(object.problem);
      return getItem(needDefined(object, node.object), key);
    }
    case "slice":
      return evaluateSlice(node, scope);
    case "call":
      return evaluateCall(node, scope);
    case "filter":
      return evaluateFilters([node.filter], await evaluate(node.value, scope), scope);
    case "test":
      return evaluateTest(node, scope);
    case "conditional":
      if (truthy(await evaluate(node.condition, scope))) return evaluate(node.then, scope);
      if (node.otherwise) return evaluate(node.otherwise, scope);
      return new Undefined("the condition is false and the expression has no 'else'");
    case "and": {
      const left = await evaluate(node.left, scope);
      return truthy(left) ? evaluate(node.right, scope) : left;
    }
    case "or": {
      const left = await evaluate(node.left, scope);
      return truthy(left) ? left : evaluate(node.right, scope);
    }
    case "not":
      return !truthy(await evaluate(node.operand, scope));
    case "negate":
      return negated(defined(await evaluate(node.operand, scope)));
    case "plus":
      return plus(defined(await evaluate(node.operand, scope)));
    case "compare":
      return evaluateComparison(node, scope);
    case "binary":
      return applyBinary(
        node.operator,
        await evaluate(node.left, scope),
        await evaluate(node.right, scope),
      );
  }
}

function isForgiven(value: JinjaValue, scope: Scope): value is Undefined {
  return value instanceof Undefined && scope.depth.forgiving;
}

function needDefined(value: JinjaValue, node: Expression): JinjaValue {
  if (value instanceof Undefined) throw locate(new JinjaFault(value.problem), node.position);
  return value;
}

async function evaluateAll(nodes: readonly Expression[], scope: Scope): Promise<JinjaValue[]> {
  const values: JinjaValue[] = [];
  for (const node of nodes) values.push(await evaluate(node, scope));
  return values;
}

async function evaluateArguments(
  node: CallArguments,
  scope: Scope,
): Promise<{ args: JinjaValue[]; kwargs: Record<string, JinjaValue> }> {
  const args: JinjaValue[] = [];
  for (const { spread, value } of node.args) {
    const given = await evaluate(value, scope);
    if (spread) args.push(...iterate(given));
    else args.push(given);
  }
  const kwargs = Object.create(null) as Record<string, JinjaValue>;
  for (const { name, value } of node.kwargs) {
    const given = await evaluate(value, scope);
    if (name !== undefined) {
      kwargs[name] = given;
      continue;
    }
    if (!isMapping(given)) throw new JinjaFault("the argument after ** must be a dict");
    for (const [key, item] of dictEntries(given)) {
      if (typeof key !== "string") throw new JinjaFault("keyword names must be strings");
      kwargs[key] = item;
    }
  }
  return { args, kwargs };
}

async function evaluateSlice(node: SliceExpression, scope: Scope): Promise<JinjaValue> {
  const object = await evaluate(node.object, scope);
  const bound = async (part: Expression | undefined): Promise<number | null> => {
    const value = part ? await evaluate(part, scope) : null;
    return value === null ? null : integerArgument(value, "a slice index");
  };
  return slice(object, await bound(node.start), await bound(node.stop), await bound(node.step));
}

async function evaluateTest(node: TestExpression, scope: Scope): Promise<boolean> {
  const value = await evaluate(node.value, scope);
  const { args } = await evaluateArguments(node.arguments, scope);
  return applyTest(node.name, value, args) !== node.negated;
}

async function evaluateComparison(node: CompareExpression, scope: Scope): Promise<boolean> {
  let left = await evaluate(node.first, scope);
  for (const { operator, operand } of node.rest) {
    const right = await evaluate(operand, scope);
    if (!applyComparison(operator, left, right)) return false;
    left = right;
  }
  return true;
}

function functionOf(value: JinjaValue): JinjaFunction {
  if (isFunction(value)) return value;
  if (isObject(value) && value.call) return value.call.bind(value);
  throw new JinjaFault(`'${typeName(defined(value))}' object is not callable`);
}

function defined(value: JinjaValue): JinjaValue {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  return value;
}

function plus(value: JinjaValue): JinjaValue {
  if (!isNumeric(value)) throw new JinjaFault(`bad operand type for unary +: '${typeName(value)}'`);
  return typeof value === "boolean" ? Number(value) : value;
}
