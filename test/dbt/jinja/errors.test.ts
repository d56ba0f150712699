import { describe, expect, it } from "vitest";
import { JinjaEnvironment } from "../../../dbt/jinja/environment.js";
import { jinjaError, render } from "./render.js";

type Case = readonly [template: string, problem: string, line: number, column: number];

const CASES: readonly Case[] = [
  ["a\nb {{ foo() }}", "'foo' is undefined", 2, 6],
  ["{{ foo.bar }}", "'foo' is undefined", 1, 4],
  ["{{ foo[0] }}", "'foo' is undefined", 1, 4],
  ["{{ foo + 1 }}", "'foo' is undefined", 1, 8],
  ["{{ foo < 1 }}", "'foo' is undefined", 1, 8],
  ["{% set d = {} %}\n{{ d.x.y }}", "'dict object' has no attribute 'x'", 2, 6],
  ["{{ 'a'.nope() }}", "'str object' has no attribute 'nope'", 1, 8],
  ["{{ [][3].x }}", "'list object' has no element 3", 1, 6],
  ["{{ none.x() }}", "'None' has no attribute 'x'", 1, 9],
  ["{{ 'a' + 1 }}", "unsupported operand types for +: 'str' and 'int'", 1, 8],
  ["{{ 1 // 0 }}", "division by zero", 1, 6],
  ["{{ 'a' < 1 }}", "'<' not supported between instances of 'str' and 'int'", 1, 8],
  ["{{ 1(2) }}", "'int' object is not callable", 1, 4],
  ["{{ 1 | nope }}", "no filter named 'nope'", 1, 8],
  ["{{ 1 is nope }}", "no test named 'nope'", 1, 9],
  ["{{ '%s' % (1, 2) }}", "not all arguments converted during string formatting", 1, 9],
  ["{% set a, b = [1] %}", "cannot unpack 1 value(s) into 2 names", 1, 8],
  ["{% set d = {} %}{% set d.x = 1 %}", "only attributes of a namespace() can be assigned", 1, 24],
  [
    "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
    "macro 'm' takes not more than 1 argument(s)",
    1,
    34,
  ],
  ["{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "macro 'm' takes no keyword argument 'b'", 1, 34],
  ["{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m() }}", "parameter 'a' was not provided", 1, 20],
  ["{{ return(1) }}", "return() outside of a macro", 1, 4],
  ["a\n{% if x %}", "{% if %} without {% elif %} or {% else %} or {% endif %}", 2, 1],
  ["{% endif %}", "unknown tag 'endif'", 1, 1],
  ["{% include 'x' %}", "unknown tag 'include'", 1, 1],
  ["{% break %}", "{% break %} outside of a loop", 1, 1],
  ["{{ 1 + }}", "expected an expression, the tag ends here", 1, 8],
  ["{{ a b }}", "expected the end of the tag, found 'b'", 1, 6],
  ["{{ (1 }}", "unexpected '}', expected ')'", 1, 7],
  ["{{ [1, 2", "unexpected end of template, expected ']'", 1, 9],
  ["\r\n{{ 'a }}", "this string is not closed", 2, 4],
  ["{{ a ? b }}", "unexpected character '?'", 1, 6],
  ["x {# y", "this comment is not closed", 1, 3],
  ["{% raw %}", "{% raw %} without {% endraw %}", 1, 1],
];

describe("an error", () => {
  it.each(CASES)("in %j says where", async (template, problem, line, column) => {
    const error = await jinjaError(render(template));
    expect(error).toMatchObject({ problem, file: "models/a.sql", line, column });
    expect(error.message).toBe(`${problem} (models/a.sql:${line}:${column})`);
  });

  it("counts lines from the given first line", async () => {
    const rendering = new JinjaEnvironment().render(
      "\n{{ x() }}",
      {},
      { file: "s.sql", firstLine: 10 },
    );
    expect(await jinjaError(rendering)).toMatchObject({ line: 11, column: 4 });
  });

  it("lists the macros that were running, innermost first", async () => {
    const environment = new JinjaEnvironment();
    const add = (file: string, source: string) =>
      environment.addMacros(source, { file, packageName: "shop" });
    add("macros/outer.sql", "{% macro outer() %}\n{{ inner() }}\n{% endmacro %}");
    add("macros/inner.sql", "{% macro inner() %}\n\n  {{ nope() }}\n{% endmacro %}");
    const rendering = environment.render("select\n\n\n{{ outer() }}", {}, { file: "models/a.sql" });
    const error = await jinjaError(rendering);
    expect(error).toMatchObject({ file: "macros/inner.sql", line: 3, column: 6 });
    expect(error.macroStack).toEqual([
      "macro inner (macros/inner.sql:3)",
      "macro outer (macros/outer.sql:2)",
      "template (models/a.sql:4)",
    ]);
  });

  it("keeps its macro stack through host functions that call macros", async () => {
    const environment = new JinjaEnvironment();
    environment.addMacros("{% macro m() %}{{ nope() }}{% endmacro %}", {
      file: "m.sql",
      packageName: "shop",
    });
    const context = { dispatch: () => environment.callMacro("m", [], {}, {}) };
    const error = await jinjaError(
      environment.render("\n{{ dispatch() }}", context, { file: "a" }),
    );
    expect(error.macroStack).toEqual(["macro m (m.sql:1)", "template (a:2)"]);
  });

  it("of a host function keeps its cause and has the place of the call", async () => {
    const cause = new Error("no model named 'x'");
    const ref = (): never => {
      throw cause;
    };
    const error = await jinjaError(render("a {{ ref('x') }}", { ref }));
    expect(error).toMatchObject({ problem: "no model named 'x'", line: 1, column: 6, cause });
    expect(error.macroStack).toEqual([]);
  });

  it("of a rejected promise is placed too", async () => {
    const query = () => Promise.reject(new Error("syntax error"));
    const error = await jinjaError(render("{% set r = query() %}", { query }));
    expect(error).toMatchObject({ problem: "syntax error", line: 1, column: 12 });
  });
});

describe("an undefined name", () => {
  it.each([
    ["{{ x is defined }}", "False"],
    ["{{ x | default('d') }}", "d"],
    ["{% if x %}a{% else %}b{% endif %}", "b"],
    ["{{ not x }}", "True"],
    ["{{ {}.x is defined }}", "False"],
    ["{{ {'a': none}.a is defined }}", "True"],
    ["{{ {'a': none}.get('a', 1) }}", "None"],
    ["[{{ 'x' if false }}]", "[]"],
    ["[{{ x }}]", "[]"],
    ["[{{ x ~ 'a' }}]", "[a]"],
    ["[{{ x | upper }}]", "[]"],
    ["[{{ x | length }}]", "[0]"],
    ["[{% for y in x %}a{% endfor %}]", "[]"],
    ["[{{ {}.x }}{{ [][3] }}{{ none.x }}]", "[]"],
    ["{{ 'a' if x == 1 else 'b' }}", "b"],
    ["{{ [1, x] }}", "[1, Undefined]"],
    ["[{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}]", "[]"],
  ])("is nothing, and may be tested: %j", async (template, expected) => {
    expect(await render(template)).toBe(expected);
  });
});
