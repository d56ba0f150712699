{% macro kind() %}{{ return(adapter.dispatch('kind', 'helpers')()) }}{% endmacro %}
{% macro default__kind() %}'default of helpers'{% endmacro %}
{% macro duckdb__kind() %}'duckdb of helpers'{% endmacro %}
{% macro plain() %}{{ return(adapter.dispatch('plain', macro_namespace='helpers')()) }}{% endmacro %}
{% macro default__plain() %}'plain of helpers, {{ helpers.inner_word() }}'{% endmacro %}
{% macro inner_word() %}inner of helpers{% endmacro %}
{% macro same_name() %}'of helpers'{% endmacro %}
{% macro say() %}{{ log(helpers.same_name(), info=true) }}{% endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) %}{{ return('never_' ~ node.name) }}{% endmacro %}
{% test positive(model, column_name) %}select * from {{ model }} where {{ column_name }} <= 0{% endtest %}

{% macro note(what) %}insert into audit.log select count(*), '{{ what }}' from audit.log{% endmacro %}
