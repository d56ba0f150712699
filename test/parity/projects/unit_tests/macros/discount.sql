{% macro discount(column) %}({{ column }} * 0.5){% endmacro %}
