{# Money, everywhere: exact, four decimals. #}
{% macro amount(expression) -%}
    cast({{ expression }} as decimal(18, 4))
{%- endmacro %}
