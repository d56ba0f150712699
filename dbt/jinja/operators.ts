import type { BinaryOperator, CompareOperator } from "./ast.js";
import { compare, contains, equal } from "./compare.js";
import { decimalArithmetic } from "./decimal.js";
import { JinjaFault } from "./errors.js";
import { arithmetic, isNumeric } from "./numbers.js";
import { percentFormat } from "./string-format.js";
import { str, typeName } from "./text.js";
import { JinjaTuple, Undefined, isObject } from "./value.js";
import type { JinjaValue } from "./value.js";

export function applyBinary(
  operator: BinaryOperator,
  left: JinjaValue,
  right: JinjaValue,
): JinjaValue {
  if (operator === "~") return str(left) + str(right);
  for (const side of [left, right]) {
    if (side instanceof Undefined) throw new JinjaFault(side.problem);
  }
  const own = isObject(left) ? left.binary?.(operator, right, false) : undefined;
  const made = own ?? (isObject(right) ? right.binary?.(operator, left, true) : undefined);
  if (made !== undefined) return made;
  if (isNumeric(left) && isNumeric(right)) {
    return decimalArithmetic(operator, left, right) ?? arithmetic(operator, left, right);
  }
  if (operator === "%" && typeof left === "string") return percentFormat(left, right);
  const sequence = operator === "+" ? concatenated(left, right) : undefined;
  const result = sequence ?? (operator === "*" ? repeated(left, right) : undefined);
  if (result !== undefined) return result;
  throw new JinjaFault(
    `unsupported operand types for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

export function applyComparison(
  operator: CompareOperator,
  left: JinjaValue,
  right: JinjaValue,
): boolean {
  switch (operator) {
    case "==":
      return equal(left, right);
    case "!=":
      return !equal(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    case "<":
      return compare(left, right) < 0;
    case ">":
      return compare(left, right) > 0;
    case "<=":
      return compare(left, right) <= 0;
    case ">=":
      return compare(left, right) >= 0;
  }
}

function concatenated(left: JinjaValue, right: JinjaValue): JinjaValue | undefined {
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (left instanceof JinjaTuple && right instanceof JinjaTuple) {
    return new JinjaTuple([...left.items, ...right.items]);
  }
  return undefined;
}

function repeated(left: JinjaValue, right: JinjaValue): JinjaValue | undefined {
  const [sequence, times] = typeof left === "number" ? [right, left] : [left, right];
  if (typeof times !== "number" || !Number.isInteger(times)) return undefined;
  const count = Math.max(0, times);
  if (typeof sequence === "string") return sequence.repeat(count);
  const copies = (items: readonly JinjaValue[]): JinjaValue[] =>
    Array.from({ length: count }, () => items).flat();
  if (Array.isArray(sequence)) return copies(sequence);
  return sequence instanceof JinjaTuple ? new JinjaTuple(copies(sequence.items)) : undefined;
}
