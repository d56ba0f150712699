{% macro returns_list(n) %}{{ return(range(n) | list) }}{% endmacro %}
{% macro wraps() %}[{{ caller('x') }}]{% endmacro %}
{% macro variadic() %}{{ varargs | join('+') }}/{{ kwargs.items() | list }}{% endmacro %}
{% macro recursive(n) %}{{ n }}{% if n > 0 %},{{ recursive(n - 1) }}{% endif %}{% endmacro %}
{% macro defaults(a, b='bee', c=none) %}{{ a }}-{{ b }}-{{ c }}{% endmacro %}
{% macro quoted(s) %}'{{ s | string | replace("'", "''") }}'{% endmacro %}
