{% macro word() %}'word'{% endmacro %}
