{% macro note(what, detail) %}
  {% if execute %} insert into audit.log values ('{{ what }}', '{{ detail }}') {% endif %}
{% endmacro %}

{% macro note_results(results) %}
  {% for result in results | sort(attribute='node.unique_id') if result.node.resource_type in ('model', 'test') %}
    insert into audit.log values ('{{ result.node.unique_id }}', '{{ result.status }} {{ result.failures }} {{ result.adapter_response.get("rows_affected", "-") if result.node.resource_type == "seed" }}');
  {% endfor %}
{% endmacro %}

{% macro make_table(name, columns) %}
  {% set sql %}
    create or replace table {{ target.schema }}.{{ name }} ({% for c in columns %}{{ c }} integer{{ "," if not loop.last }}{% endfor %})
  {% endset %}
  {% do run_query(sql) %}
  {% set found = adapter.get_relation(database=target.database, schema=target.schema, identifier=name) %}
  {% for column in adapter.get_columns_in_relation(found) %}
    {% do run_query("insert into audit.log values ('column', '" ~ column.name ~ " " ~ column.data_type ~ "')") %}
  {% endfor %}
  {{ log("made " ~ found, info=true) }}
{% endmacro %}

{% macro no_arguments() %}
  {% do run_query("insert into audit.log select 'operation', 'called'") %}
{% endmacro %}

{% macro fails_loudly() %}
  {{ exceptions.raise_compiler_error("not like this") }}
{% endmacro %}
