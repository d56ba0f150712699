import { describe, expect, it } from "vitest";
import { render } from "./render.js";

/** Templates and what Jinja2 3.1 renders them to. */
const CASES: readonly (readonly [template: string, expected: string])[] = [
  ["{% set n=0 %}{% for i in [1,2] %}{{ n }}{% set n = i %}{% endfor %}{{n}}", "000"],
  ["{% for x in [3,1] recursive %}{{x}}{% endfor %}", "31"],
  ["{% for a in [1,1,2] %}{{loop.changed(a)}}{% endfor %}", "TrueFalseTrue"],
  ["{% set x %} a {% endset %}[{{x}}]", "[ a ]"],
  ["{% for k in {'x':1} %}{{k}}{% endfor %}{% for a,b in [[1,2]] %}{{a}}{{b}}{% endfor %}", "x12"],
  ["{% set a = 1, 2 %}{{ a }}{% set a = [1,] %}{{a}}{{ (1) }}{{ () }}", "(1, 2)[1]1()"],
  [
    "{% for c in 'ab' %}{{loop.index}}{{loop.revindex}}{{loop.depth}}{{loop.cycle('x','y')}} {% endfor %}",
    "121x 211y ",
  ],
  [
    "{% for x in [[1,[2,[3]]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{x}}@{{loop.depth}}{% endif %}{% endfor %}",
    "(1@2(2@3(3@4)))",
  ],
  [
    "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{i}}{% endfor %}",
    "0134",
  ],
  ["a\n{%- if true %}\n b\n{%+ endif +%}\n c\n", "a\n b\n\n c"],
  ["{# c -#}  y {#- d #} z", "y z"],
  ["{%- raw -%}  {{ a }}  {%- endraw -%}  b", "{{ a }}b"],
  ["{% raw %} {% if %} {% endraw %}", " {% if %} "],
  ["{% filter upper|replace('A','b') %}aac{% endfilter %}", "bbC"],
  ["{% set q | upper | trim %} x {% endset %}[{{q}}]", "[X]"],
  ["{% with a=1, b=2 %}{{a+b}}{% endwith %}{{ a is defined }}", "3False"],
  ["{% macro f(x, y=x) %}{{x}}{{y}}{% endmacro %}{{ f(1) }}{{ f(1, y=2) }}", "1112"],
  ["{% macro f() %}{{ kwargs }}{{ varargs }}{% endmacro %}{{ f(1, a=2) }}", "{'a': 2}(1,)"],
  ["{% macro f(a) %}{{ a is defined }}{% endmacro %}{{ f() }}", "False"],
  ["{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "2"],
  [
    "{% set ns = namespace(a=1) %}{% with %}{% set ns.a = 2 %}{% endwith %}{{ ns.a }}{{ ns.zz is defined }}",
    "2False",
  ],
  [
    "{{ [3,1,2].index(1) }} {{ [1,1].count(1) }} {% set l=[3,1,2] %}{% do l.sort() %}{{ l }}{% do l.reverse() %}{{ l }}{% do l.insert(1,9) %}{{ l }}{{ l.pop() }}{{ l.pop(0) }}{{ l }}{% do l.remove(9) %}{{l}}{% do l.extend((7,8)) %}{{l}}{% set m = l.copy() %}{% do m.append(0) %}{{l}}{{m}}{% do l.sort(reverse=true) %}{{l}}{% do l.insert(-1, 5) %}{{l}}",
    "1 2 [1, 2, 3][3, 2, 1][3, 9, 2, 1]13[9, 2][2][2, 7, 8][2, 7, 8][2, 7, 8, 0][8, 7, 2][8, 7, 5, 2]",
  ],
  [
    "{% set d={'a':1} %}{{ d.pop('a') }}{{ d.setdefault('b', 2) }}{{ d.setdefault('b', 3) }}{% do d.update(c=4) %}{{ d }}{{ d.get('zz') }}{{ d.copy() }}{{ dict(a=1, **{'b':2}) }}{{ dict([('x',1)]) }}",
    "122{'b': 2, 'c': 4}None{'b': 2, 'c': 4}{'a': 1, 'b': 2}{'x': 1}",
  ],
  [
    "{% for g, l in [{'a':2,'v':1},{'a':1,'v':2},{'a':2,'v':3}]|groupby('a') %}{{g}}:{{ l|map(attribute='v')|join(',') }};{% endfor %}{% for x in [{'a':2}]|groupby('a') %}{{ x.grouper }}{{ x.list }}{% endfor %}{{ [{'a':'X','n':1},{'a':'x','n':2}]|groupby('a')|length }}",
    "1:2;2:1,3;2[{'a': 2}]1",
  ],
  [
    "{% for k, v in {'a':1}.items() %}{% for x in range(v + 1) %}{{ k }}{{ loop.index }}{% endfor %}{{ loop.last }}{% endfor %}",
    "a1a2True",
  ],
  ["{% for (a, b), c in [((1,2),3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "123"],
  [
    "{% for x in [1,2,3] if x > 1 %}{{ loop.index }}/{{ loop.length }}={{ x }} {% else %}none{% endfor %}",
    "1/2=2 2/2=3 ",
  ],
  ["{% for x in [] if x %}{% else %}e{% endfor %}", "e"],
  [
    "{% for x in [1,2,3] %}{{ loop.previtem if not loop.first else '-' }}{{ loop.nextitem if not loop.last else '-' }} {% endfor %}",
    "-2 13 2- ",
  ],
  ["{% set x, y = [1, 2] %}{{ x }}{{ y }}{% set (p, q) = (3, 4) %}{{ p }}{{ q }}", "1234"],
  [
    "{% macro outer() %}[{{ caller('x', b=2) }}]{% endmacro %}{% call(a, b=1) outer() %}{{ a }}{{ b }}{% endcall %}",
    "[x2]",
  ],
  [
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}{% call m() %}{% endcall %}",
    "FalseTrue",
  ],
  ["{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}", "B"],
  ["{% set v = 1 %}{% macro a() %}{{ v }}{% endmacro %}{% set v = 2 %}{{ a() }}", "2"],
  [
    "{{ {'a':1}.items()|list }} {% for k, v in {'x':1,'y':2}|dictsort %}{{k}}{{v}}{% endfor %} {{ {'a':1}.values()|list }} {{ {'a':1}.keys()|list }} {{ {'a':1}|length }}",
    "[('a', 1)] x1y2 [1] ['a'] 1",
  ],
  ["{%- set x = 1 -%}\n\n  {{ x }}\n{%- if x %}\n  y\n{% endif -%}\n z\r\n w\n", "1\n  y\nz\n w"],
  ["{% for i in [1] %}{{ loop is defined }}{% endfor %}{{ loop is defined }}", "TrueFalse"],
  [
    "{% for i in [1,2] %}{% for j in [1,2] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}",
    "121122",
  ],
  ["{% set a = 'x' %}{% for i in [1] %}{{ a }}{% set a = 'y' %}{{ a }}{% endfor %}{{ a }}", "xyx"],
  ["{% set l = [] %}{% for i in [1,2] %}{{ l.append(i) or '' }}{% endfor %}{{ l }}", "[1, 2]"],
  ["{% if 1 %}{% elif 1/0 %}{% endif %}ok", "ok"],
  ["{% if 1: %}a{% else: %}b{% endif %}{% for x in [1, 2]: %}{{ x }}{% endfor %}", "a12"],
];

describe("statements", () => {
  it.each(CASES)("renders %j", async (template, expected) => {
    expect(await render(template)).toBe(expected);
  });
});
