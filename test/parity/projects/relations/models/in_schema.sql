{{ config(materialized='table', schema='Mixed_Schema') }} select * from {{ ref('odd_name') }}
