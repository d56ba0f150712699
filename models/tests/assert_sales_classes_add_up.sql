-- Every deal, every stage visit and every lead is in one class, and in no other.
with totals as (

    select
        'open deals by age' as what,
        (select coalesce(sum(open_count), 0) from {{ ref('agg_open_deal_age') }}) as class_total,
        (select count(*) from {{ ref('fct_opportunity') }} where outcome = 'open') as whole_total

    union all

    select
        'open deals by age, by amount' as what,
        (select coalesce(sum(open_amount), 0) from {{ ref('agg_open_deal_age') }}) as class_total,
        (
            select coalesce(sum(opportunity_amount), 0) from {{ ref('fct_opportunity') }}
            where outcome = 'open'
        ) as whole_total

    union all

    select
        'open deals by day and stage' as what,
        (select coalesce(sum(open_count), 0) from {{ ref('agg_pipeline_day') }}) as class_total,
        (select count(*) from {{ ref('fct_opportunity_daily') }}) as whole_total

    union all

    select
        'open deals by day and stage, by amount' as what,
        (select coalesce(sum(open_amount), 0) from {{ ref('agg_pipeline_day') }}) as class_total,
        (
            select coalesce(sum(opportunity_amount), 0) from {{ ref('fct_opportunity_daily') }}
        ) as whole_total

    union all

    select
        'stage visits by quarter' as what,
        (select coalesce(sum(entered_count), 0) from {{ ref('agg_funnel_stage') }}) as class_total,
        (
            select count(*) from {{ ref('fct_opportunity_stage') }}
            where stage_outcome = 'open'
        ) as whole_total

    union all

    select
        'leads by source' as what,
        (select coalesce(sum(lead_count), 0) from {{ ref('agg_lead_source') }}) as class_total,
        (select count(*) from {{ ref('fct_lead') }}) as whole_total

    union all

    select
        'leads by source, won' as what,
        (select coalesce(sum(won_amount), 0) from {{ ref('agg_lead_source') }}) as class_total,
        (select coalesce(sum(won_amount), 0) from {{ ref('fct_lead') }}) as whole_total

)

select *
from totals
where class_total <> whole_total
