{{ config(materialized='table', tags=['broken']) }}
select 'text' as id, 1 as name, 3 as extra
