{%- set ns = namespace(total=0, seen=[]) -%}
{%- for i in [3, 1, 2] -%}{%- set ns.total = ns.total + i -%}{%- do ns.seen.append(i) -%}{%- endfor -%}
{%- set block %}  spaced {{ ns.total }}  {% endset -%}
{%- set a, b = 1, 2 -%}
select
  {{ quoted(ns.seen | sort(reverse=true)) }} as sorted,
  {{ quoted(block | trim) }} as block,
  {{ quoted(returns_list(3)) }} as listed,
  {{ quoted('%s-%05.2f' | format('x', 3.14159)) }} as formatted,
  {{ quoted("{:>5}|{:,}".format('r', 12345)) }} as new_format,
  {{ quoted({'a': 1, 'b': [true, none, 1.0]}) }} as dict,
  {{ quoted((1, 'two')) }} as tuple,
  {{ quoted([1, 2, 3][::-1]) }} as reversed,
  {{ quoted(7 // 2) }} as floor, {{ quoted(7 / 2) }} as real, {{ quoted(2 ** 10) }} as power, {{ quoted(-7 % 3) }} as modulo, {{ quoted(1e20) }} as big, {{ quoted(0.1 + 0.2) }} as float,
  {{ quoted('a' if false) }} as nothing,
  {{ quoted(none) }} as none_text,
  {{ quoted(undefined_name) }} as undefined,
  {{ quoted(recursive(3)) }} as recursed,
  {% call(word) wraps() %}'{{ word }}'{% endcall %} as wrapped,
  {{ quoted(variadic(1, 2, x=3)) }} as variadic,
  {{ quoted(defaults('A', c='see')) }} as defaults,
  {{ quoted([{'n': 'x', 'v': 1}, {'n': 'y', 'v': 2}] | map(attribute='n') | join(', ')) }} as mapped,
  {{ quoted([{'n': 'x', 'v': 1}, {'n': 'y', 'v': 2}] | selectattr('v', 'gt', 1) | map(attribute='n') | list) }} as selected,
  {{ quoted([1, 2, 2, 3] | unique | list) }} as uniq, {{ quoted([1, 2, 3, 4, 5] | batch(2, 0) | list) }} as batched, {{ quoted([1, 2, 3] | sum) }} as summed,
  {{ quoted('Hello World' | lower | replace('o', '0') | title) }} as texts, {{ quoted('a_b' | upper) }} as upper, {{ quoted(['b', 'A'] | sort) }} as case_sorted,
  {{ quoted({'b': 1, 'a': 2} | dictsort) }} as dictsorted, {{ quoted({'b': 1}.items() | list) }} as items, {{ quoted('x,y'.split(',')) }} as split, {{ quoted('abc'[1:]) }} as sliced,
  {{ quoted('abc' is string and 1 is number and [] is iterable and {} is mapping) }} as tests, {{ quoted(5 is divisibleby 5) }} as divisible, {{ quoted('a' in ['a']) }} as contained,
  {% for k, v in {'x': 1, 'y': 2}.items() %}{{ v }} as {{ k }}{{ loop.index0 }}_{{ loop.first }}_{{ loop.last }}_{{ loop.length }}, {% endfor %}
  {% raw %}'{{ raw }}'{% endraw %} as raw_text,
  {{ quoted("it's") }} as escaped
