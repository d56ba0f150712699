{{ config(materialized='table') }} select id, 'x' as name, null::decimal(9,2) as price from {{ source('raw', 'things') }}
