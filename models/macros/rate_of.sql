{# A share or growth, six decimals; null where the base is nothing. #}
{% macro rate_of(part, whole) -%}
    cast(cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0) as decimal(18, 6))
{%- endmacro %}
