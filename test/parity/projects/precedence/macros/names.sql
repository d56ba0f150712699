{% macro generate_schema_name(custom_schema_name=none, node=none) -%}
  {%- if custom_schema_name is none -%} {{ target.schema }} {%- else -%} {{ custom_schema_name }}_{{ node.resource_type }} {%- endif -%}
{%- endmacro %}
