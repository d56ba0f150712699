{% macro dbt_utils_like(table) %}{% for row in table.rows %}{{ row.values() | list }};{% endfor %}{% endmacro %}
