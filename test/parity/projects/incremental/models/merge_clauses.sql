{{ config(incremental_strategy='merge', unique_key='id', merge_update_condition='DBT_INTERNAL_SOURCE.amount > 20',
  merge_insert_condition="DBT_INTERNAL_SOURCE.name <> 'n'", merge_update_set_expressions={'amount': 'DBT_INTERNAL_DEST.amount + DBT_INTERNAL_SOURCE.amount'},
  merge_returning_columns=['id']) }}
select id, name, amount from raw.events where batch = {{ var('batch') }} and id is not null
