{{ config(incremental_strategy='delete+insert', unique_key='id') }}
select id, name, amount, day from raw.events where batch = {{ var('batch') }}
