{{ config(materialized='ephemeral') }}
select id, region, city, changed_at from {{ source('raw', 'people') }}
