{{ config(unique_key='id') }}
select id, name, amount from raw.events where batch = {{ var('batch') }}
