{#
    Open cases at the end of each day, from the first case to the as-of date. Counts are
    semi-additive: they add up over priorities and types, not over days.
#}
with cases as (

    select * from {{ ref('fct_case') }}

),

events as (

    select * from {{ ref('fct_case_event') }}

),

turns as (

    select
        case_key,
        event_at,
        event_name,
        lead(event_at) over (partition by case_key order by event_number) as next_turn_at
    from events
    where event_name in ('opened', 'reopened', 'resolved', 'closed')

),

open_spells as (

    select
        cases.source_system,
        cases.priority_name,
        cases.case_type,
        cases.case_key,
        cases.opened_date,
        {{ business_date('turns.event_at') }} as first_day,
        {{ last_day_before('turns.next_turn_at') }} as last_day
    from turns
    inner join cases
        on turns.case_key = cases.case_key
    where turns.event_name in ('opened', 'reopened')

),

spans as (

    select *
    from open_spells
    where last_day >= first_day

),

span_days as (

    {{ integers_spanned(
        'spans', '0', days_between('first_day', 'last_day'), 'day_number'
    ) }}

),

backlog as (

    select
        source_system,
        priority_name,
        case_type,
        {{ add_days('first_day', 'day_number') }} as date_day,
        opened_date
    from span_days

),

aged as (

    select
        *,
        {{ days_between('opened_date', 'date_day') }} as age_days
    from backlog

),

stock as (

    select
        source_system,
        priority_name,
        case_type,
        date_day,
        count(*) as backlog_count,
        sum(age_days) as backlog_age_days,
        max(age_days) as oldest_age_days,
        sum(case when age_days <= 1 then 1 else 0 end) as age_0_to_1_count,
        sum(case when age_days between 2 and 3 then 1 else 0 end) as age_2_to_3_count,
        sum(case when age_days between 4 and 7 then 1 else 0 end) as age_4_to_7_count,
        sum(case when age_days between 8 and 30 then 1 else 0 end) as age_8_to_30_count,
        sum(case when age_days > 30 then 1 else 0 end) as age_over_30_count
    from aged
    group by source_system, priority_name, case_type, date_day

),

flows as (

    select
        cases.source_system,
        cases.priority_name,
        cases.case_type,
        events.event_date as date_day,
        sum(case when events.event_name = 'opened' then 1 else 0 end) as opened_count,
        sum(case when events.event_name = 'resolved' then 1 else 0 end) as resolved_count,
        sum(case when events.event_name = 'reopened' then 1 else 0 end) as reopened_count,
        sum(case when events.event_name = 'closed' then 1 else 0 end) as closed_count,
        sum(case when events.event_name = 'escalated' then 1 else 0 end) as escalated_count
    from events
    inner join cases
        on events.case_key = cases.case_key
    where events.event_name in ('opened', 'resolved', 'reopened', 'closed', 'escalated')
    group by cases.source_system, cases.priority_name, cases.case_type, events.event_date

),

final as (

    select
        coalesce(stock.date_day, flows.date_day) as date_day,
        coalesce(stock.source_system, flows.source_system) as source_system,
        coalesce(stock.priority_name, flows.priority_name) as priority_name,
        coalesce(stock.case_type, flows.case_type) as case_type,

        cast(coalesce(stock.backlog_count, 0) as integer) as backlog_count,
        cast(coalesce(stock.backlog_age_days, 0) as bigint) as backlog_age_days,
        cast(stock.oldest_age_days as integer) as oldest_age_days,
        cast(coalesce(stock.age_0_to_1_count, 0) as integer) as age_0_to_1_count,
        cast(coalesce(stock.age_2_to_3_count, 0) as integer) as age_2_to_3_count,
        cast(coalesce(stock.age_4_to_7_count, 0) as integer) as age_4_to_7_count,
        cast(coalesce(stock.age_8_to_30_count, 0) as integer) as age_8_to_30_count,
        cast(coalesce(stock.age_over_30_count, 0) as integer) as age_over_30_count,
        cast(coalesce(flows.opened_count, 0) as integer) as opened_count,
        cast(coalesce(flows.resolved_count, 0) as integer) as resolved_count,
        cast(coalesce(flows.reopened_count, 0) as integer) as reopened_count,
        cast(coalesce(flows.closed_count, 0) as integer) as closed_count,
        cast(coalesce(flows.escalated_count, 0) as integer) as escalated_count
    from stock
    full outer join flows
        on stock.date_day = flows.date_day
        and stock.source_system = flows.source_system
        and stock.priority_name = flows.priority_name
        and stock.case_type = flows.case_type

)

select * from final
