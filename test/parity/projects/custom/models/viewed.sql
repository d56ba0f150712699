{{ config(materialized='view') }} select * from {{ ref('grows') }}
