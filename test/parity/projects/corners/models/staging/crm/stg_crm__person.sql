{{ config(tags=['nightly'], meta={'level': 2}) }}
with source as (select * from {{ source('crm', 'people') }})
select id as person_id, trim(name) as person_name, {{ var('factor') }} * score as score from source
