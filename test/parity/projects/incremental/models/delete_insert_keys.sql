{{ config(incremental_strategy='delete+insert', unique_key=['id', 'day'], incremental_predicates=["DBT_INCREMENTAL_TARGET.amount < 100"]) }}
select id, day, name, amount from raw.events where batch = {{ var('batch') }} and id is not null
