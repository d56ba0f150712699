-- Aggregates of service add up to their facts.
with totals as (

    select
        'cases by month' as what,
        (select coalesce(sum(case_count), 0) from {{ ref('agg_case_month') }}) as aggregate_count,
        (select count(*) from {{ ref('fct_case') }}) as fact_count

    union all

    select
        'events by day' as what,
        (
            select coalesce(sum(opened_count + closed_count), 0)
            from {{ ref('agg_case_backlog_daily') }}
        ) as aggregate_count,
        (
            select
                count(distinct case when event_name in ('opened', 'reopened') then case_key end)
                + coalesce(sum(case when event_name = 'closed' then 1 else 0 end), 0)
            from {{ ref('fct_case_event') }}
        ) as fact_count

    union all

    select
        'reopenings by day' as what,
        (
            select coalesce(sum(reopened_count), 0) from {{ ref('agg_case_backlog_daily') }}
        ) as aggregate_count,
        (select coalesce(sum(reopen_count), 0) from {{ ref('fct_case') }}) as fact_count

    union all

    select
        'inbound calls by interval' as what,
        (
            select coalesce(sum(offered_count), 0) from {{ ref('agg_contact_centre_interval') }}
        ) as aggregate_count,
        (select count(*) from {{ ref('fct_call') }} where is_offered) as fact_count

    union all

    select
        'staffed seconds by interval' as what,
        (
            select coalesce(sum(staffed_seconds), 0) from {{ ref('agg_contact_centre_interval') }}
        ) as aggregate_count,
        (
            select coalesce(sum(shift_seconds), 0) from {{ ref('fct_agent_shift') }}
        ) as fact_count

    union all

    select
        'surveys by month' as what,
        (
            select coalesce(sum(answered_count), 0) from {{ ref('agg_satisfaction_month') }}
        ) as aggregate_count,
        (select count(*) from {{ ref('fct_survey_response') }}) as fact_count

    union all

    select
        'complaints by month' as what,
        (
            select coalesce(sum(complaint_count), 0) from {{ ref('agg_complaint') }}
            where driver_type = 'all'
        ) as aggregate_count,
        (select count(*) from {{ ref('fct_case') }} where is_complaint) as fact_count

    union all

    select
        'complaints by cause' as what,
        (
            select coalesce(sum(complaint_count), 0) from {{ ref('agg_complaint_driver') }}
            where driver_type = 'cause'
        ) as aggregate_count,
        (select count(*) from {{ ref('fct_case') }} where is_complaint) as fact_count

    union all

    select
        'complaining customers by outcome' as what,
        (
            select coalesce(sum(customer_count), 0) from {{ ref('agg_complaint_recovery') }}
            where has_complaint
        ) as aggregate_count,
        (
            select count(*)
            from (
                select distinct customer_key, date_trunc('month', opened_date) as opened_month
                from {{ ref('fct_case') }}
                where is_complaint and customer_key <> 0
            ) as complainants
        ) as fact_count

    union all

    select
        'first responses judged' as what,
        (
            select coalesce(sum(first_response_attained_count + first_response_breached_count), 0)
            from {{ ref('agg_case_month') }}
        ) as aggregate_count,
        (
            select count(*) from {{ ref('fct_case') }}
            where first_response_sla in ('attained', 'breached')
        ) as fact_count

    union all

    select
        'answers to the recommendation' as what,
        (
            select coalesce(sum(promoter_count + passive_count + detractor_count), 0)
            from {{ ref('agg_satisfaction_month') }}
        ) as aggregate_count,
        (
            select count(*) from {{ ref('fct_survey_response') }} where nps_score is not null
        ) as fact_count

)

select *
from totals
where aggregate_count <> fact_count
