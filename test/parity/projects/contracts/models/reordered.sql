{{ config(materialized='table') }}
select 'x' as name, 1 as id
