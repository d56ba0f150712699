{{ config(unique_key='id', indexes=[{'columns': ['id']}, {'columns': ['day', 'name'], 'unique': false}]) }}
select id, day, name from raw.events where batch = {{ var('batch') }} and id is not null
