{{ config(materialized='ephemeral') }}
select * from {{ ref('stg_sale') }} where price > 0
