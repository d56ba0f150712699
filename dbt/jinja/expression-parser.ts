import type { BinaryOperator, CallArguments, CompareOperator, Expression } from "./ast.js";
import type { FilterApplication, Parameter, Target } from "./ast.js";
import { floatValue } from "./numbers.js";
import type { TokenStream } from "./token-stream.js";
import type { JinjaValue } from "./value.js";

const COMPARISONS: readonly CompareOperator[] = ["==", "!=", "<", ">", "<=", ">=", "in"];
const LITERALS = new Map<string, JinjaValue>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);
/** Names that cannot start the argument of a test written without parentheses. */
const AFTER_TEST = new Set(["and", "or", "not", "if", "else", "is", "in", "recursive"]);
const NO_ARGUMENTS: CallArguments = { args: [], kwargs: [] };

/** Parses the expressions of one tag; `onName` hears every variable that is read. */
export class ExpressionParser {
  readonly stream: TokenStream;
  readonly #onName: (name: string) => void;

  constructor(stream: TokenStream, onName: (name: string) => void) {
    this.stream = stream;
    this.#onName = onName;
  }

  /** An expression, or a tuple written without parentheses. */
  tuple(withConditional = true): Expression {
    const { position } = this.stream.current;
    const item = (): Expression => (withConditional ? this.expression() : this.#or());
    const first = item();
    if (!this.stream.at(",")) return first;
    const items = [first];
    while (this.stream.take(",")) {
      if (this.stream.atEnd || this.stream.at(")") || this.stream.at("]")) break;
      items.push(item());
    }
    return { kind: "tuple", items, position };
  }

  expression(): Expression {
    let then = this.#or();
    for (let at = this.stream.take("if"); at; at = this.stream.take("if")) {
      const condition = this.#or();
      const otherwise = this.stream.take("else") ? this.expression() : undefined;
      then = { kind: "conditional", condition, then, otherwise, position: at.position };
    }
    return then;
  }

  filterChain(): FilterApplication[] {
    const filters: FilterApplication[] = [];
    while (this.stream.take("|")) filters.push(this.filterApplication());
    return filters;
  }

  filterApplication(): FilterApplication {
    const { text, position } = this.stream.needName();
    let name = text;
    while (this.stream.take(".")) name += `.${this.stream.needName().text}`;
    return { name, position, arguments: this.stream.at("(") ? this.#arguments() : NO_ARGUMENTS };
  }

  /** What `for` and `set` assign to. */
  target(): Target {
    const { position } = this.stream.current;
    const first = this.#singleTarget();
    if (!this.stream.at(",")) return first;
    const targets = [first];
    while (this.stream.take(",")) {
      if (this.stream.at("in") || this.stream.at("=") || this.stream.at(")")) break;
      targets.push(this.#singleTarget());
    }
    return { kind: "tuple", targets, position };
  }

  /** The parameters of a macro or call block, with their parentheses. */
  parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    this.stream.need("(");
    while (!this.stream.take(")")) {
      if (parameters.length > 0) {
        this.stream.need(",");
        if (this.stream.take(")")) break;
      }
      const { text } = this.stream.needName();
      const value = this.stream.take("=") ? this.expression() : undefined;
      parameters.push({ name: text, default: value });
    }
    return parameters;
  }

  #singleTarget(): Target {
    if (this.stream.take("(")) {
      const inner = this.target();
      this.stream.need(")");
      return inner;
    }
    const { text, position } = this.stream.needName();
    if (LITERALS.has(text)) this.stream.fail(`cannot assign to '${text}'`);
    if (!this.stream.take(".")) return { kind: "name", name: text, position };
    this.#onName(text);
    return { kind: "attribute", object: text, name: this.stream.needName().text, position };
  }

  #or(): Expression {
    let left = this.#and();
    for (let at = this.stream.take("or"); at; at = this.stream.take("or")) {
      left = { kind: "or", left, right: this.#and(), position: at.position };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    for (let at = this.stream.take("and"); at; at = this.stream.take("and")) {
      left = { kind: "and", left, right: this.#not(), position: at.position };
    }
    return left;
  }

  #not(): Expression {
    const at = this.stream.take("not");
    return at ? { kind: "not", operand: this.#not(), position: at.position } : this.#compare();
  }

  #compare(): Expression {
    const first = this.#sum();
    const { position } = this.stream.current;
    const rest: { operator: CompareOperator; operand: Expression }[] = [];
    for (let operator = this.#comparison(); operator; operator = this.#comparison()) {
      rest.push({ operator, operand: this.#sum() });
    }
    return rest.length > 0 ? { kind: "compare", first, rest, position } : first;
  }

  #comparison(): CompareOperator | undefined {
    if (this.stream.at("not") && this.stream.at("in", 1)) {
      this.stream.next();
      this.stream.next();
      return "not in";
    }
    return COMPARISONS.find((operator) => this.stream.take(operator));
  }

  #sum(): Expression {
    return this.#binary(["+", "-"], () => this.#binary(["~"], () => this.#product()));
  }

  #product(): Expression {
    return this.#binary(["*", "/", "//", "%"], () => this.#binary(["**"], () => this.#unary(true)));
  }

  #binary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const { position } = this.stream.current;
      const operator = operators.find((candidate) => this.stream.take(candidate));
      if (!operator) return left;
      left = { kind: "binary", operator, left, right: operand(), position };
    }
  }

  #unary(withFilters: boolean): Expression {
    const { position } = this.stream.current;
    let value: Expression;
    if (this.stream.take("-")) value = { kind: "negate", operand: this.#unary(false), position };
    else if (this.stream.take("+")) value = { kind: "plus", operand: this.#unary(false), position };
    else value = this.#postfix(this.#primary());
    return withFilters ? this.#filtersAndTests(value) : value;
  }

  #postfix(start: Expression): Expression {
    let value = start;
    for (;;) {
      if (this.stream.take(".")) value = this.#attribute(value);
      else if (this.stream.at("[")) value = this.#subscript(value);
      else if (this.stream.at("(")) value = this.#call(value);
      else return value;
    }
  }

  #attribute(object: Expression): Expression {
    const token = this.stream.next();
    const { position } = token;
    if (token.kind === "name") return { kind: "attribute", object, name: token.text, position };
    if (token.kind !== "integer") return this.stream.fail("expected an attribute name");
    return {
      kind: "item",
      object,
      key: { kind: "literal", value: token.number, position },
      position,
    };
  }

  #subscript(object: Expression): Expression {
    const { position } = this.stream.need("[");
    const start = this.stream.at(":") ? undefined : this.tuple();
    if (!this.stream.take(":")) {
      this.stream.need("]");
      if (!start) return this.stream.fail("expected an index");
      return { kind: "item", object, key: start, position };
    }
    const stop = this.stream.at(":") || this.stream.at("]") ? undefined : this.expression();
    const stepped = this.stream.take(":") !== undefined && !this.stream.at("]");
    const step = stepped ? this.expression() : undefined;
    this.stream.need("]");
    return { kind: "slice", object, start, stop, step, position };
  }

  #call(callee: Expression): Expression {
    return { kind: "call", callee, arguments: this.#arguments(), position: callee.position };
  }

  #filtersAndTests(start: Expression): Expression {
    let value = start;
    for (;;) {
      if (this.stream.take("|")) {
        const filter = this.filterApplication();
        value = { kind: "filter", value, filter, position: filter.position };
      } else if (this.stream.at("is")) value = this.#test(value);
      else if (this.stream.at("(")) value = this.#call(value);
      else return value;
    }
  }

  #test(value: Expression): Expression {
    this.stream.need("is");
    const negated = this.stream.take("not") !== undefined;
    const { text, position } = this.stream.needName();
    let name = text;
    while (this.stream.take(".")) name += `.${this.stream.needName().text}`;
    const given = this.stream.at("(") ? this.#arguments() : this.#bareTestArgument();
    return { kind: "test", value, name, negated, arguments: given, position };
  }

  /** `x is divisibleby 3`: one argument without parentheses. */
  #bareTestArgument(): CallArguments {
    const { kind, text } = this.stream.current;
    const starts =
      kind === "operator" ? text === "[" || text === "{" : kind !== "end" && !AFTER_TEST.has(text);
    if (!starts && kind !== "string") return NO_ARGUMENTS;
    return { args: [{ spread: false, value: this.#postfix(this.#primary()) }], kwargs: [] };
  }

  #arguments(): CallArguments {
    const args: { spread: boolean; value: Expression }[] = [];
    const kwargs: { name: string | undefined; value: Expression }[] = [];
    this.stream.need("(");
    while (!this.stream.take(")")) {
      if (args.length + kwargs.length > 0) {
        this.stream.need(",");
        if (this.stream.take(")")) break;
      }
      if (this.stream.take("**")) kwargs.push({ name: undefined, value: this.expression() });
      else if (this.stream.take("*")) args.push({ spread: true, value: this.expression() });
      else if (this.stream.current.kind === "name" && this.stream.at("=", 1)) {
        const name = this.stream.needName().text;
        this.stream.need("=");
        kwargs.push({ name, value: this.expression() });
      } else if (kwargs.length > 0) {
        this.stream.fail("expected a keyword argument");
      } else args.push({ spread: false, value: this.expression() });
    }
    return { args, kwargs };
  }

  #primary(): Expression {
    const token = this.stream.current;
    const { position } = token;
    switch (token.kind) {
      case "integer":
        this.stream.next();
        return { kind: "literal", value: token.number, position };
      case "float":
        this.stream.next();
        return { kind: "literal", value: floatValue(Number(token.number)), position };
      case "string": {
        let value = "";
        while (this.stream.current.kind === "string") value += this.stream.next().text;
        return { kind: "literal", value, position };
      }
      case "name":
        return this.#name();
      case "operator":
      case "end":
        if (this.stream.at("(")) return this.#parenthesised();
        if (this.stream.at("[")) return this.#list();
        if (this.stream.at("{")) return this.#dict();
        return this.stream.fail("expected an expression");
    }
  }

  #name(): Expression {
    const { text, position } = this.stream.next();
    const literal = LITERALS.get(text);
    if (literal !== undefined) return { kind: "literal", value: literal, position };
    this.#onName(text);
    return { kind: "name", name: text, position };
  }

  #parenthesised(): Expression {
    const { position } = this.stream.need("(");
    if (this.stream.take(")")) return { kind: "tuple", items: [], position };
    const inner = this.tuple();
    this.stream.need(")");
    return inner;
  }

  #list(): Expression {
    const { position } = this.stream.need("[");
    const items: Expression[] = [];
    while (!this.stream.take("]")) {
      if (items.length > 0) {
        this.stream.need(",");
        if (this.stream.take("]")) break;
      }
      items.push(this.expression());
    }
    return { kind: "list", items, position };
  }

  #dict(): Expression {
    const { position } = this.stream.need("{");
    const entries: [Expression, Expression][] = [];
    while (!this.stream.take("}")) {
      if (entries.length > 0) {
        this.stream.need(",");
        if (this.stream.take("}")) break;
      }
      const key = this.expression();
      this.stream.need(":");
      entries.push([key, this.expression()]);
    }
    return { kind: "dict", entries, position };
  }
}
