{{ config(materialized='view') }} select * from {{ ref('under') }}
