{% macro duckdb__kind() %}'duckdb of shop'{% endmacro %}
{% macro same_name() %}'of shop'{% endmacro %}
{% macro generate_schema_name(custom_schema_name, node) %}{{ (custom_schema_name or target.schema) ~ ('_x' if node.package_name == 'helpers' else '') }}{% endmacro %}
{% macro default__bool_or(expression) %}bool_or(coalesce({{ expression }}, true)){% endmacro %}
{% macro default__hash(field) %}md5('salt' || {{ field }}){% endmacro %}
