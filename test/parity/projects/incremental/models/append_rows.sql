{{ config(incremental_strategy='append') }}
select * from raw.events where batch = {{ var('batch') }}
