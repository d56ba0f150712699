{{ config(materialized='view' if var('batch') == 1 else 'incremental') }}
select id, batch from raw.events where batch = {{ var('batch') }}
