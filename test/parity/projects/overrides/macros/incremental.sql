{% macro get_incremental_append_sql(arg_dict) %}
  insert into {{ arg_dict['target_relation'] }} select id + 100, amount from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{% macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}
  insert into {{ target }} ({{ get_quoted_csv(dest_columns | map(attribute='name')) }})
  select {{ unique_key }} + 200, amount from {{ source }} where {{ incremental_predicates is none }}
{% endmacro %}

{% macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}
  {% if model.name == 'merged' %}
    insert into {{ target }} select id + 300, amount from {{ source }}
  {% else %}
    {{ return(default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates)) }}
  {% endif %}
{% endmacro %}

{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  delete from {{ target }} where {{ unique_key }} in (select {{ unique_key }} from {{ source }});
  insert into {{ target }} select id, amount * 2 from {{ source }};
{% endmacro %}

{% macro get_incremental_added_sql(arg_dict) %}
  {{ return(get_insert_into_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns'])) }}
{% endmacro %}
