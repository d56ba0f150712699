-- Every deal lost has one stage it was lost from and one reason.
with leakage as (

    select coalesce(sum(lost_count), 0) as lost_count from {{ ref('agg_funnel_leakage') }}

),

funnel as (

    select coalesce(sum(lost_count), 0) as lost_count from {{ ref('agg_funnel_stage') }}

)

select leakage.lost_count, funnel.lost_count as funnel_lost_count
from leakage
cross join funnel
where leakage.lost_count <> funnel.lost_count
