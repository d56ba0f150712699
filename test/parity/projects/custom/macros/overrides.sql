{% macro duckdb__create_view_as(relation, sql) -%}
  create or replace view {{ relation }} as select *, 'overridden' as how from ({{ sql }})
{%- endmacro %}
