{{ config(tags=['broken']) }}
select * from {{ ref('breaks_null') }}
