{{ config(incremental_strategy='delete+insert', unique_key='day', incremental_predicates=["day >= date '2024-01-02'"]) }}
select id, name, day from raw.events where batch = {{ var('batch') }}
