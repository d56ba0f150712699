import { beforeAll, describe, expect, it } from "vitest";
import { JinjaEnvironment } from "../../../dbt/jinja/environment.js";
import type { JinjaObject, JinjaRecord, JinjaValue } from "../../../dbt/jinja/value.js";
import { str } from "../../../dbt/jinja/text.js";

class TestRelation implements JinjaObject {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  getAttribute(name: string): JinjaValue | undefined {
    if (name === "schema") return "main";
    return name === "identifier" || name === "name" ? this.#name : undefined;
  }
  toString(): string {
    return `"main"."${this.#name}"`;
  }
}

const MACRO_FILES: Record<string, string> = {
  "money.sql": "{% macro cents(col, scale=2) %}{{ col }} / 100 -- {{ helper(col) }}{% endmacro %}",
  "helpers.sql": `{% macro helper(c) %}h({{ c }}){% endmacro %}
{% macro ret(x) %}{% if x > 1 %}{{ return([x, x+1]) }}{% endif %}{{ return('small') }}NOTREACHED{% endmacro %}
{% macro local_ret(x) %}{% set r = ret(x) %}{{ r|length }}:{{ r[0] }}{% endmacro %}
{% macro in_loop() %}{% for i in [1,2,3] %}{% if i == 2 %}{{ return('found' ~ i) }}{% endif %}{% endfor %}{% endmacro %}
{% macro adapter__x() %}default{% endmacro %}
{% macro disp() %}{{ adapter.dispatch('adapter__x')() }}{% endmacro %}`,
};

const CASES: readonly (readonly [what: string, template: string, expected: string])[] = [
  ["ref()", "select * from {{ ref('a') }}", 'select * from "main"."a"'],
  ["keyword arguments to a host function", "{{ kw('a', v=2, x='q') }}", "a|v=2,x=q"],
  [
    "config() with lists and dicts",
    "{{ config(materialized='incremental', unique_key=['id','d'], meta={'owner':'x','n':1}) }}select 1",
    "select 1",
  ],
  [
    "do with append",
    "{% set x = [] %}{% do x.append(1) %}{% do x.append(2) %}{{ x|length }}{{ x|join(',') }}",
    "21,2",
  ],
  [
    "append in a loop",
    "{% set x = [] %}{% for i in range(3) %}{% do x.append(i) %}{% endfor %}{{ x|join('-') }}",
    "0-1-2",
  ],
  ["set of an append", "{% set x = [] %}{% set _ = x.append('a') %}{{ x|join }}", "a"],
  ["dict.update", "{% set d = {'a':1} %}{% do d.update({'b':2}) %}{{ d.b }}{{ d['a'] }}", "21"],
  [
    "items() in a loop",
    "{% for k, v in {'a':1,'b':2}.items() %}{{k}}={{v}};{% endfor %}",
    "a=1;b=2;",
  ],
  [
    "keys(), values(), get()",
    "{% set d={'a':1} %}{{ d.keys()|join }}{{ d.values()|join }}{{ d.get('z','D') }}",
    "a1D",
  ],
  [
    "macro defaults and keywords",
    "{% macro m(a, b='B', c=none) %}{{a}}{{b}}{{ 'N' if c is none else c }}{% endmacro %}{{ m('x') }}{{ m('x', c='C') }}{{ m(a='y', b=1) }}",
    "xBNxBCy1N",
  ],
  ["varargs", "{% macro m() %}{{ varargs|join(',') }}{% endmacro %}{{ m(1,2,3) }}", "1,2,3"],
  [
    "call with an argument",
    "{% macro each(l) %}{% for i in l %}[{{ caller(i) }}]{% endfor %}{% endmacro %}{% call(x) each([1,2]) %}{{ x*2 }}{% endcall %}",
    "[2][4]",
  ],
  [
    "call without arguments",
    "{% macro w() %}<{{ caller() }}>{% endmacro %}{% call w() %}q{% endcall %}",
    "<q>",
  ],
  [
    "namespace()",
    "{% set ns = namespace(n=0) %}{% for i in [1,2,3] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
    "6",
  ],
  [
    "set inside a loop staying there",
    "{% set n=0 %}{% for i in [1,2] %}{% set n = i %}{% endfor %}{{ n }}",
    "0",
  ],
  ["statement trimming", "a  {%- if true -%}  b  {%- endif -%}  c", "abc"],
  ["output trimming", "a  {{- 1 -}}  c", "a1c"],
  [
    "the comma idiom",
    "{% for c in ['a','b','c'] %}{{ c }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "a, b, c",
  ],
  [
    "loop variables",
    "{% for c in 'ab' %}{{loop.index}}{{loop.index0}}{{loop.first}}{{loop.length}} {% endfor %}",
    "10True2 21False2 ",
  ],
  ["for with else", "{% for i in [] %}x{% else %}empty{% endfor %}", "empty"],
  ["for with if", "{% for i in [1,2,3,4] if i % 2 == 0 %}{{ i }}{% endfor %}", "24"],
  ["inline if", "{{ 'a' if 1 == 2 else 'b' }}{{ 'x' if true }}", "bx"],
  ["is none", "{{ 1 if none is none }}{{ 2 if 1 is not none }}", "12"],
  ["None", "{{ 1 if none_val is none }}{% set q = None %}{{ 2 if q is none }}", "12"],
  ["is defined", "{{ 1 if zzz is not defined }}{{ 2 if ref is defined }}", "12"],
  [
    "type tests",
    "{{ 1 if 'a' is string }}{{ 2 if 3 is number }}{{ 3 if {'a':1} is mapping }}{{ 4 if [1] is iterable }}{{ 5 if [1] is sequence }}",
    "12345",
  ],
  ["booleans", "{{ true }}{{ False }}", "TrueFalse"],
  ["none", "{{ none }}", "None"],
  ["the format filter", "{{ \"%s-%s\"|format('a', 1) }}", "a-1"],
  ["the format method", "{{ '{}-{}'.format('a', 1) }}", "a-1"],
  ["percent formatting", "{{ '%s_%s' % ('a','b') }}", "a_b"],
  ["upper() and lower()", "{{ 'ab'.upper() }}{{ 'AB'.lower() }}", "ABab"],
  ["strip()", "[{{ '  x '.strip() }}]", "[x]"],
  ["split()", "{{ 'a.b.c'.split('.')[1] }}", "b"],
  ["replace()", "{{ 'a-b-c'.replace('-','_') }}", "a_b_c"],
  ["startswith() and join()", "{{ 1 if 'abc'.startswith('a') }}{{ ','.join(['x','y']) }}", "1x,y"],
  ["concatenation", "{{ 'a' ~ 1 ~ 'b' }}", "a1b"],
  ["in a list", "{{ 1 if 'a' in ['a','b'] }}{{ 2 if 'z' not in ['a'] }}", "12"],
  ["in a string or dict", "{{ 1 if 'a' in 'abc' }}{{ 2 if 'k' in {'k':1} }}", "12"],
  [
    "slices",
    "{{ [1,2,3,4][1:3]|join(',') }} {{ 'hello'[:2] }} {{ [1,2,3][-1] }} {{ 'abcd'[-2:] }}",
    "2,3 he 3 cd",
  ],
  ["this", "{{ this }} {{ this.schema }} {{ this.identifier }}", '"main"."m" main m'],
  ["this as text", "{{ 'x' ~ this }}{{ this|string|length }}", 'x"main"."m"10'],
  [
    "nested literals",
    "{% set d = {'a':[1,2,{'b':3}], 'c':('x','y')} %}{{ d['a'][2]['b'] }}{{ d.c[1] }}",
    "3y",
  ],
  [
    "chained filters",
    "{{ [{'n':'b','t':1},{'n':'a','t':0}]|selectattr('t')|map(attribute='n')|join(',') }}{{ [3,1,2]|sort|join }}{{ [1,1,2]|unique|join }}",
    "b12312",
  ],
  ["map with a filter", "{{ ['a','b']|map('upper')|join }}", "AB"],
  ["default", "{{ zzz|default('D') }}{{ none|default('E', true) }}", "DE"],
  [
    "tojson, list, first and last",
    "{{ {'a':1}|tojson }}{{ 'ab'|list|first }}{{ [1,2]|last }}",
    '{"a": 1}a2',
  ],
  [
    "replace, trim and int",
    "{{ 'a-b'|replace('-','_') }}{{ ' x '|trim }}{{ '3'|int + 1 }}",
    "a_bx4",
  ],
  ["arithmetic", "{{ 7 // 2 }}{{ 2 ** 3 }}{{ 7 % 4 }}", "383"],
  ["range", "{% for i in range(1,4) %}{{ i }}{% endfor %}", "123"],
  ["a set block", "{% set q %}select 1{% endset %}{{ q|upper }}", "SELECT 1"],
  ["raw", "{% raw %}{{ x }}{% endraw %}", "{{ x }}"],
  [
    "elif, and, or, not",
    "{% if 1 > 2 %}a{% elif (1 < 2 and not false) or x %}b{% else %}c{% endif %}",
    "b",
  ],
  ["unpacking", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "12"],
  ["plus on text and lists", "{{ 'a' + 'b' }}{{ [1] + [2] }}", "ab[1, 2]"],
  ["comments", "a{# x #}b", "ab"],
  ["is_incremental()", "{% if is_incremental() %}where 1{% endif %}", "where 1"],
  ["var() with a default", "{{ var('x', 'dflt') }}", "dflt"],
  ["a loop over what an async function gives", "{% for r in lst() %}{{ r.a }}{% endfor %}", "12"],
  ["a macro of another file", "{{ cents('a') }}", "a / 100 -- h(a)"],
  ["a macro of another file by keywords", "{{ cents(col='a', scale=3) }}", "a / 100 -- h(a)"],
  ["return() of a list", "{% set r = ret(5) %}{{ r[1] }}", "6"],
  ["return() ending a macro", "{{ ret(0) }}", "small"],
  ["return() to a macro", "{{ local_ret(5) }}", "2:5"],
  ["return() in a loop", "{{ in_loop() }}", "found2"],
  ["adapter.dispatch()", "{{ disp() }}", "default"],
  ["a host value's function", "{{ dbt_utils.star('t') }}", "*t"],
];

describe("the Jinja of dbt projects", () => {
  const environment = new JinjaEnvironment();
  const context: JinjaRecord = {
    this: new TestRelation("m"),
    ref: ([name]) => new TestRelation(str(name ?? null)),
    is_incremental: () => true,
    var: ([, otherwise = null]) => otherwise,
    lst: () => Promise.resolve([{ a: 1 }, { a: 2 }]),
    none_val: null,
    kw: ([first = null], kwargs) =>
      `${str(first)}|${Object.entries(kwargs)
        .map(([name, value]) => `${name}=${str(value)}`)
        .join(",")}`,
    config: () => "",
    dbt_utils: { star: ([table = null]) => `*${str(table)}` },
  };
  context.adapter = {
    dispatch:
      ([name = null]) =>
      (args, kwargs) =>
        environment.callMacro(str(name), args, kwargs, context),
  };

  beforeAll(() => {
    for (const [file, source] of Object.entries(MACRO_FILES)) {
      environment.addMacros(source, { file: `macros/${file}`, packageName: "shop" });
    }
  });

  it.each(CASES)("renders %s", async (_what, template, expected) => {
    expect(await environment.render(template, context, { file: "models/m.sql" })).toBe(expected);
  });
});
