import type { BlockDefinition, Body, MacroDefinition, Parameter, Statement } from "./ast.js";
import { JinjaError } from "./errors.js";
import { ExpressionParser } from "./expression-parser.js";
import { lexTemplate } from "./lexer.js";
import type { Segment, TagSegment } from "./lexer.js";
import { SourceText } from "./source.js";
import type { SourcePosition } from "./source.js";
import { TokenStream } from "./token-stream.js";

/** Parses a whole template. */
export function parseTemplate(text: string, file: string, firstLine?: number): Body {
  return new StatementParser(new SourceText(text, file, firstLine)).template();
}

/** The tag that ended a body: its name, and the parser of the rest of the tag. */
interface Ending {
  readonly body: Body;
  readonly name: string;
  readonly parser: ExpressionParser;
  readonly tag: TagSegment;
}

interface OpenTag {
  readonly name: string;
  readonly parser: ExpressionParser;
  readonly tag: TagSegment;
}

const BLOCK_KINDS = new Map<string, BlockDefinition["blockKind"]>([
  ["macro", "macro"],
  ["test", "test"],
  ["data_test", "test"],
  ["snapshot", "snapshot"],
  ["docs", "docs"],
  ["materialization", "materialization"],
]);
const MACRO_EXTRAS = new Set(["varargs", "kwargs", "caller"]);

class StatementParser {
  readonly #source: SourceText;
  readonly #segments: readonly Segment[];
  #index = 0;
  #loops = 0;
  /** For each macro being parsed, which of `varargs`, `kwargs` and `caller` it has mentioned. */
  readonly #uses: Set<string>[] = [];

  constructor(source: SourceText) {
    this.#source = source;
    this.#segments = lexTemplate(source);
  }

  template(): Body {
    const body: Statement[] = [];
    for (let open = this.#next(body); open; open = this.#next(body)) {
      body.push(this.#statement(open));
    }
    return body;
  }

  /** Moves text and output into `body` up to the next statement tag. */
  #next(body: Statement[]): OpenTag | undefined {
    for (;;) {
      const segment = this.#segments[this.#index++];
      if (!segment) return undefined;
      if (segment.kind === "text") {
        body.push({ kind: "text", text: segment.text });
        continue;
      }
      const parser = new ExpressionParser(new TokenStream(segment.tokens), (name) => {
        if (MACRO_EXTRAS.has(name)) for (const uses of this.#uses) uses.add(name);
      });
      if (segment.kind === "statement") {
        return { name: parser.stream.needName().text, parser, tag: segment };
      }
      const expression = parser.tuple();
      parser.stream.needEnd();
      body.push({ kind: "output", expression, position: segment.position });
    }
  }

  #bodyUntil(opened: OpenTag, ...endings: string[]): Ending {
    const body: Statement[] = [];
    for (let open = this.#next(body); open; open = this.#next(body)) {
      if (endings.includes(open.name)) return { body, ...open };
      body.push(this.#statement(open));
    }
    const wanted = endings.map((name) => `{% ${name} %}`).join(" or ");
    throw new JinjaError(`{% ${opened.name} %} without ${wanted}`, opened.tag.position);
  }

  /** The body up to the one ending tag, which has nothing but its name. */
  #body(opened: OpenTag, ending: string): Body {
    const { body, parser } = this.#bodyUntil(opened, ending);
    parser.stream.needTagEnd();
    return body;
  }

  #statement(open: OpenTag): Statement {
    const { parser } = open;
    const { position } = open.tag;
    const blockKind = BLOCK_KINDS.get(open.name);
    if (blockKind) return this.#block(open, blockKind);
    switch (open.name) {
      case "if":
        return this.#if(open);
      case "for":
        return this.#for(open);
      case "set":
        return this.#set(open);
      case "do": {
        const expression = parser.tuple();
        parser.stream.needTagEnd();
        return { kind: "do", expression, position };
      }
      case "call":
        return this.#call(open);
      case "filter": {
        const filters = [parser.filterApplication(), ...parser.filterChain()];
        parser.stream.needTagEnd();
        return { kind: "filterBlock", filters, body: this.#body(open, "endfilter"), position };
      }
      case "with":
        return this.#with(open);
      case "break":
      case "continue":
        parser.stream.needTagEnd();
        if (this.#loops === 0) {
          throw new JinjaError(`{% ${open.name} %} outside of a loop`, position);
        }
        return { kind: open.name, position };
      default:
        throw new JinjaError(`unknown tag '${open.name}'`, position);
    }
  }

  #if(open: OpenTag): Statement {
    const branches = [];
    const { position } = open.tag;
    let parser = open.parser;
    for (;;) {
      const condition = parser.tuple();
      parser.stream.needTagEnd();
      const ending = this.#bodyUntil(open, "elif", "else", "endif");
      branches.push({ condition, body: ending.body });
      if (ending.name === "elif") {
        parser = ending.parser;
        continue;
      }
      ending.parser.stream.needTagEnd();
      const otherwise = ending.name === "else" ? this.#body(open, "endif") : [];
      return { kind: "if", branches, otherwise, position };
    }
  }

  #for(open: OpenTag): Statement {
    const { parser } = open;
    const target = parser.target();
    parser.stream.need("in");
    const iterable = parser.tuple(false);
    const condition = parser.stream.take("if") ? parser.expression() : undefined;
    const recursive = parser.stream.take("recursive") !== undefined;
    parser.stream.needTagEnd();
    this.#loops++;
    const { body, name, parser: ending } = this.#bodyUntil(open, "else", "endfor");
    ending.stream.needTagEnd();
    this.#loops--;
    const otherwise = name === "else" ? this.#body(open, "endfor") : [];
    const { position } = open.tag;
    return { kind: "for", target, iterable, condition, recursive, body, otherwise, position };
  }

  #set(open: OpenTag): Statement {
    const { parser } = open;
    const { position } = open.tag;
    const target = parser.target();
    if (parser.stream.take("=")) {
      const value = parser.tuple();
      parser.stream.needTagEnd();
      return { kind: "set", target, value, position };
    }
    const filters = parser.filterChain();
    parser.stream.needTagEnd();
    return { kind: "setBlock", target, filters, body: this.#body(open, "endset"), position };
  }

  #call(open: OpenTag): Statement {
    const { parser } = open;
    const { position } = open.tag;
    const parameters = parser.stream.at("(") ? parser.parameters() : [];
    const call = parser.expression();
    if (call.kind !== "call") throw new JinjaError("{% call %} needs a call", call.position);
    parser.stream.needTagEnd();
    const caller = this.#macro("caller", parameters, position, () => this.#body(open, "endcall"));
    return { kind: "callBlock", call, caller, position };
  }

  #with(open: OpenTag): Statement {
    const { parser } = open;
    const assignments = [];
    while (!parser.stream.atEnd) {
      if (assignments.length > 0) parser.stream.need(",");
      const target = parser.target();
      parser.stream.need("=");
      assignments.push({ target, value: parser.expression() });
    }
    const body = this.#body(open, "endwith");
    return { kind: "with", assignments, body, position: open.tag.position };
  }

  #block(open: OpenTag, blockKind: BlockDefinition["blockKind"]): Statement {
    const { stream } = open.parser;
    const name = stream.needName().text;
    const header = this.#source.text.slice(stream.current.start, lastStart(open.tag)).trim();
    const ending = `end${open.name}`;
    let macro: MacroDefinition | undefined;
    if (blockKind === "docs") this.#skipTo(open, ending);
    else if (blockKind === "macro" || blockKind === "test") {
      const parameters = open.parser.parameters();
      stream.needTagEnd();
      const macroName = blockKind === "test" ? `test_${name}` : name;
      macro = this.#macro(macroName, parameters, open.tag.position, () => this.#body(open, ending));
    } else this.#body(open, ending);
    const closing = this.#segments[this.#index - 1];
    const bodyEnd = closing?.kind === "statement" ? closing.start : open.tag.end;
    return {
      kind: "block",
      blockKind,
      name,
      header,
      bodyStart: open.tag.end,
      bodyEnd,
      macro,
      position: open.tag.position,
    };
  }

  #macro(
    name: string,
    parameters: readonly Parameter[],
    position: SourcePosition,
    parseBody: () => Body,
  ): MacroDefinition {
    const uses = new Set<string>();
    const loops = this.#loops;
    this.#loops = 0;
    this.#uses.push(uses);
    const body = parseBody();
    this.#uses.pop();
    this.#loops = loops;
    return { name, parameters, body, uses, position };
  }

  /** Passes a body whose text is not a template. */
  #skipTo(open: OpenTag, ending: string): void {
    for (;;) {
      const segment = this.#segments[this.#index++];
      if (!segment) {
        throw new JinjaError(`{% ${open.name} %} without {% ${ending} %}`, open.tag.position);
      }
      if (segment.kind === "statement" && segment.tokens[0]?.text === ending) return;
    }
  }
}

function lastStart(tag: TagSegment): number {
  return tag.tokens.at(-1)?.start ?? tag.end;
}
