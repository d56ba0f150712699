{{ config(materialized='view', tags=['broken']) }}
select 1 as idd, 'x' as name
