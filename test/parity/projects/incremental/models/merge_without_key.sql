{{ config(incremental_strategy='merge') }}
select id, name from raw.events where batch = {{ var('batch') }} and id is not null
