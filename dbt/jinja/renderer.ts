import type { Body, CallStatement, ForStatement, Statement, Target } from "./ast.js";
import { truthy } from "./compare.js";
import { JinjaFault, locate } from "./errors.js";
import { evaluate, evaluateCall, evaluateFilters } from "./evaluator.js";
import { Loop } from "./loop.js";
import { bindCaller, bindMacro } from "./macro-call.js";
import { Namespace } from "./namespace.js";
import type { Scope } from "./scope.js";
import { iterate } from "./sequence.js";
import { str } from "./text.js";
import type { JinjaValue } from "./value.js";

/** How a body ended: on its own, or by a tag that concerns the loop around it. */
type Flow = "end" | "break" | "continue";

/** Renders a body in `scope`, which takes the variables the body sets. */
export async function renderBody(body: Body, scope: Scope): Promise<string> {
  const out: string[] = [];
  await renderInto(out, body, scope);
  return out.join("");
}

async function renderInto(out: string[], body: Body, scope: Scope): Promise<Flow> {
  for (const statement of body) {
    const flow = await renderStatement(out, statement, scope);
    if (flow !== "end") return flow;
  }
  return "end";
}

async function renderStatement(out: string[], node: Statement, scope: Scope): Promise<Flow> {
  switch (node.kind) {
    case "text":
      out.push(node.text);
      return "end";
    case "output": {
      const value = await evaluate(node.expression, scope);
      out.push(positioned(node.expression, () => str(value)));
      return "end";
    }
    case "do":
      await evaluate(node.expression, scope);
      return "end";
    case "if":
      for (const { condition, body } of node.branches) {
        if (truthy(await evaluate(condition, scope))) return renderInto(out, body, scope);
      }
      return renderInto(out, node.otherwise, scope);
    case "for":
      return renderFor(out, node, scope, scope, await evaluate(node.iterable, scope), 1);
    case "set":
      assign(node.target, await evaluate(node.value, scope), scope);
      return "end";
    case "setBlock": {
      const text = await renderBody(node.body, scope.child());
      assign(node.target, await evaluateFilters(node.filters, text, scope), scope);
      return "end";
    }
    case "callBlock":
      out.push(await renderCallBlock(node, scope));
      return "end";
    case "filterBlock": {
      const text = await renderBody(node.body, scope.child());
      const value = await evaluateFilters(node.filters, text, scope);
      out.push(positioned(node, () => str(value)));
      return "end";
    }
    case "with": {
      const inner = scope.child();
      for (const { target, value } of node.assignments) {
        assign(target, await evaluate(value, scope), inner);
      }
      return renderInto(out, node.body, inner);
    }
    case "break":
    case "continue":
      return node.kind;
    case "block":
      if (node.macro) scope.set(node.macro.name, bindMacro(node.macro, scope, renderBody));
      return "end";
  }
}

/** A recursive loop renders its inner levels in the scope the outermost one was written in. */
async function renderFor(
  out: string[],
  node: ForStatement,
  scope: Scope,
  outer: Scope,
  iterable: JinjaValue,
  depth: number,
): Promise<Flow> {
  const all = positioned(node.iterable, () => iterate(iterable));
  const items: JinjaValue[] = [];
  for (const item of all) if (await isWanted(node, item, scope)) items.push(item);
  if (items.length === 0) return renderInto(out, node.otherwise, scope.child());

  const recurse = async (args: readonly JinjaValue[]): Promise<string> => {
    const inner: string[] = [];
    await renderFor(inner, node, outer, outer, args[0] ?? [], depth + 1);
    return inner.join("");
  };
  const loop = new Loop(items, depth, node.recursive ? recurse : undefined);
  for (const [index, item] of items.entries()) {
    const inner = scope.child();
    loop.index0 = index;
    inner.set("loop", loop);
    assign(node.target, item, inner);
    if ((await renderInto(out, node.body, inner)) === "break") break;
  }
  return "end";
}

async function isWanted(node: ForStatement, item: JinjaValue, scope: Scope): Promise<boolean> {
  if (!node.condition) return true;
  const inner = scope.child();
  assign(node.target, item, inner);
  return truthy(await evaluate(node.condition, inner));
}

async function renderCallBlock(node: CallStatement, scope: Scope): Promise<string> {
  const caller = bindCaller(node.caller, scope, renderBody);
  const value = await evaluateCall(node.call, scope, { caller });
  return positioned(node.call, () => str(value));
}

function assign(target: Target, value: JinjaValue, scope: Scope): void {
  switch (target.kind) {
    case "name":
      scope.set(target.name, value);
      return;
    case "attribute": {
      const object = scope.lookup(target.object);
      if (!(object instanceof Namespace)) {
        const fault = new JinjaFault("only attributes of a namespace() can be assigned");
        throw locate(fault, target.position);
      }
      object.setAttribute(target.name, value);
      return;
    }
    case "tuple":
      for (const [inner, item] of unpacked(target, value)) assign(inner, item, scope);
  }
}

function unpacked(
  target: Target & { readonly kind: "tuple" },
  value: JinjaValue,
): [Target, JinjaValue][] {
  return positioned(target, () => {
    const items = iterate(value);
    if (items.length !== target.targets.length) {
      throw new JinjaFault(
        `cannot unpack ${items.length} value(s) into ${target.targets.length} names`,
      );
    }
    return target.targets.map((inner, i) => [inner, items[i] ?? null]);
  });
}

function positioned<T>(node: { readonly position: Target["position"] }, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw locate(error, node.position);
  }
}
