{{ config(materialized='table', tags=['broken']) }}
select null::integer as id
