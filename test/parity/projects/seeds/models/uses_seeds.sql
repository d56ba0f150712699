{{ config(materialized='table') }}
select t.zip, n.id from {{ ref('typed') }} t, {{ ref('numbers') }} n
