{{ config(materialized='table') }}
with mine as (select * from {{ ref('chain') }})
select mine.*, r.id as other from mine, {{ ref('right_side') }} r, {{ ref('left_side') }}
