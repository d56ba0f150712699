{% macro default__snapshot_merge_sql(target, source, insert_cols) %}
  update {{ target }} as t set dbt_valid_to = s.dbt_valid_to from {{ source }} as s
  where s.dbt_scd_id = t.dbt_scd_id and s.dbt_change_type in ('update', 'delete') and t.dbt_valid_to is null;
  insert into {{ target }} ({{ insert_cols | join(', ') }}, how)
  select {{ insert_cols | join(', ') }}, '{{ model.name }}' from {{ source }} where dbt_change_type = 'insert';
{% endmacro %}

{% macro default__build_snapshot_table(strategy, sql) %}
  select *, {{ strategy.scd_id }} as dbt_scd_id, {{ strategy.updated_at }} as dbt_updated_at,
    {{ strategy.updated_at }} as dbt_valid_from, cast(null as timestamp) as dbt_valid_to, 'start' as how
  from ({{ sql }})
{% endmacro %}

{% macro default__snapshot_hash_arguments(args) %}
  concat_ws('/', {% for arg in args %}cast({{ arg }} as varchar){{ ', ' if not loop.last }}{% endfor %})
{% endmacro %}

{% macro snapshot_amounts_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {% set key = config.get('unique_key') %}
  {% do return({
    'unique_key': key, 'updated_at': "'2024-01-01'::timestamp",
    'row_changed': snapshotted_rel ~ '.amount <> ' ~ current_rel ~ '.amount',
    'scd_id': snapshot_hash_arguments(api.Relation.scd_args(key, 'amount')),
    'hard_deletes': adapter.get_hard_deletes_behavior(config), 'invalidate_hard_deletes': false
  }) %}
{% endmacro %}
