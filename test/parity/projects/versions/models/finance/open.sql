{{ config(materialized='table', access='public') }} select * from {{ ref('secret') }}
