{% macro cents(column) %}{{ return(adapter.dispatch('cents')(column)) }}{% endmacro %}
{% macro default__cents(column) %}no_such_function({{ column }}){% endmacro %}
{% macro duckdb__cents(column) %}cast({{ column }} * 100 as bigint){% endmacro %}
{% macro columns_of(names, prefix='') -%}
  {%- for name in names %}
    {{ prefix ~ name }}{{ "," if not loop.last }}
  {%- endfor %}
{%- endmacro %}
