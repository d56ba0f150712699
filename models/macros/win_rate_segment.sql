{# The segment of an opportunity, by the column that var win_rate_segment names; no value is a segment too. #}
{% macro win_rate_segment(alias) -%}
    coalesce(cast({{ alias }}.{{ var('win_rate_segment') }} as varchar), 'unknown')
{%- endmacro %}
