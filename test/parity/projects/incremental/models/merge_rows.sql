{{ config(incremental_strategy='merge', unique_key='id') }}
select id, name, amount from raw.events where batch = {{ var('batch') }}
