{{ config(severity='warn') }}

-- A stage that the seed opportunity_stages does not know has the outcome of the records that stand in it and a
-- place by its probability; a row of the seed says both for certain.
select *
from {{ ref('int_sales_stage') }}
where
    not is_seeded
    and stage_name <> 'Unrecorded'
