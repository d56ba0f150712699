{{ config(incremental_strategy='merge', unique_key='id', merge_exclude_columns=['amount'], incremental_predicates=['DBT_INTERNAL_DEST.amount > 10']) }}
select id, name, amount from raw.events where batch = {{ var('batch') }}
