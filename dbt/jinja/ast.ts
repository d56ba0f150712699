import type { SourcePosition } from "./source.js";
import type { JinjaValue } from "./value.js";

interface At {
  readonly position: SourcePosition;
}

export interface CallArguments {
  readonly args: readonly { readonly spread: boolean; readonly value: Expression }[];
  /** A keyword argument without a name is a `**dict`. */
  readonly kwargs: readonly { readonly name: string | undefined; readonly value: Expression }[];
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "~";
export type CompareOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in";

export interface CallExpression extends At {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: CallArguments;
}

export interface FilterApplication extends At {
  readonly name: string;
  readonly arguments: CallArguments;
}

export type Expression =
  | (At & { readonly kind: "literal"; readonly value: JinjaValue })
  | (At & { readonly kind: "name"; readonly name: string })
  | (At & { readonly kind: "list" | "tuple"; readonly items: readonly Expression[] })
  | (At & {
      readonly kind: "dict";
      readonly entries: readonly (readonly [Expression, Expression])[];
    })
  | (At & { readonly kind: "attribute"; readonly object: Expression; readonly name: string })
  | (At & { readonly kind: "item"; readonly object: Expression; readonly key: Expression })
  | SliceExpression
  | CallExpression
  | (At & {
      readonly kind: "filter";
      readonly value: Expression;
      readonly filter: FilterApplication;
    })
  | TestExpression
  | (At & {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | undefined;
    })
  | (At & { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression })
  | (At & { readonly kind: "not" | "negate" | "plus"; readonly operand: Expression })
  | CompareExpression
  | BinaryExpression;

export interface SliceExpression extends At {
  readonly kind: "slice";
  readonly object: Expression;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface TestExpression extends At {
  readonly kind: "test";
  readonly value: Expression;
  readonly name: string;
  readonly negated: boolean;
  readonly arguments: CallArguments;
}

export interface CompareExpression extends At {
  readonly kind: "compare";
  readonly first: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
}

interface BinaryExpression extends At {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export type Target = At &
  (
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "attribute"; readonly object: string; readonly name: string }
    | { readonly kind: "tuple"; readonly targets: readonly Target[] }
  );

export interface Parameter {
  readonly name: string;
  readonly default: Expression | undefined;
}

export type Body = readonly Statement[];

export interface MacroDefinition extends At {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  /** Which of `varargs`, `kwargs` and `caller` the body mentions; a call may give only those. */
  readonly uses: ReadonlySet<string>;
}

/** A named block of a file: where its body is, and its macro when it defines one. */
export interface BlockDefinition extends At {
  readonly kind: "block";
  readonly blockKind: "macro" | "test" | "snapshot" | "docs" | "materialization";
  readonly name: string;
  readonly header: string;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly macro: MacroDefinition | undefined;
}

export interface ForStatement extends At {
  readonly kind: "for";
  readonly target: Target;
  readonly iterable: Expression;
  readonly condition: Expression | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
}

export interface CallStatement extends At {
  readonly kind: "callBlock";
  readonly call: CallExpression;
  readonly caller: MacroDefinition;
}

export type Statement =
  | { readonly kind: "text"; readonly text: string }
  | (At & { readonly kind: "output" | "do"; readonly expression: Expression })
  | (At & {
      readonly kind: "if";
      readonly branches: readonly { readonly condition: Expression; readonly body: Body }[];
      readonly otherwise: Body;
    })
  | ForStatement
  | (At & { readonly kind: "set"; readonly target: Target; readonly value: Expression })
  | (At & {
      readonly kind: "setBlock";
      readonly target: Target;
      readonly filters: readonly FilterApplication[];
      readonly body: Body;
    })
  | CallStatement
  | (At & {
      readonly kind: "filterBlock";
      readonly filters: readonly FilterApplication[];
      readonly body: Body;
    })
  | (At & {
      readonly kind: "with";
      readonly assignments: readonly { readonly target: Target; readonly value: Expression }[];
      readonly body: Body;
    })
  | (At & { readonly kind: "break" | "continue" })
  | BlockDefinition;
