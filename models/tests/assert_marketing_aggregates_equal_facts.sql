-- Aggregates of marketing add up to their facts.
with totals as (

    select
        'touches by send time' as what,
        (select coalesce(sum(touch_count), 0) from {{ ref('agg_send_time') }}) as aggregate_total,
        (select count(*) from {{ ref('fct_campaign_touch') }}) as fact_total

    union all

    select
        'touches by frequency' as what,
        (
            select coalesce(sum(touch_count), 0) from {{ ref('agg_touch_fatigue') }}
        ) as aggregate_total,
        (select count(*) from {{ ref('fct_campaign_touch') }}) as fact_total

    union all

    select
        'members by segment and offer' as what,
        (
            select coalesce(sum(member_count + control_count), 0)
            from {{ ref('agg_segment_offer') }}
        ) as aggregate_total,
        (select count(*) from {{ ref('fct_campaign_member') }}) as fact_total

    union all

    select
        'costs by campaign' as what,
        (
            select coalesce(sum(cost_amount), 0) from {{ ref('agg_campaign_performance') }}
        ) as aggregate_total,
        (
            select coalesce(sum(cost_amount), 0) from {{ ref('fct_campaign_cost') }}
            where cost_date <= {{ as_of_date() }}
        ) as fact_total

    union all

    select
        'attributed net by campaign' as what,
        (
            select coalesce(sum(linear_net_amount), 0) from {{ ref('agg_campaign_performance') }}
        ) as aggregate_total,
        (
            select coalesce(sum(linear_net_amount), 0) from {{ ref('fct_attribution') }}
        ) as fact_total

)

select *
from totals
where aggregate_total <> fact_total
