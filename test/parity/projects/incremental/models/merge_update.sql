{{ config(incremental_strategy='merge', unique_key=['id'], merge_update_columns=['amount']) }}
select id, name, amount from raw.events where batch = {{ var('batch') }}
