{% materialization insert_only, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {% if existing is none %}
    {% call statement('main') %}{{ get_create_table_as_sql(False, target_relation, sql) }}{% endcall %}
  {% else %}
    {% call statement('main') %}insert into {{ target_relation }} {{ sql }}{% endcall %}
  {% endif %}
  {% set total = run_query('select count(*) from ' ~ target_relation).columns[0].values()[0] %}
  {% do log(target_relation ~ ' has ' ~ total, info=true) %}
  {{ run_hooks(post_hooks) }}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization insert_only, adapter='duckdb' %}
  {{ return(materialization_insert_only_default()) }}
{% endmaterialization %}
