{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='date_day',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}
{%- set b = var('backlog_age_buckets') %}

{#
    Open cases at the end of each day, from the first case to the as-of date. Counts are
    semi-additive: they add up over priorities and types, not over days.

    Days are made again with their month, when anything is another one of a case that had events or was
    open in it.
#}
with cases as (

    select case_key, source_system, priority_name, case_type, opened_date
    from {{ ref('fct_case') }}

),

histories as (

    select
        case_key,
        min(_version_mark) as event_mark,
        min(event_date) as first_date,
        max(event_date) as last_date,
        max(case when event_name in ('opened', 'reopened') then event_number end) as last_opening,
        max(case when event_name in ('resolved', 'closed') then event_number end) as last_ending
    from {{ ref('fct_case_event') }}
    group by case_key

),

lives as (

    select
        case_key,
        event_mark,
        cast(date_trunc('month', first_date) as date) as first_month,
        case
            when last_opening > coalesce(last_ending, 0) and last_date < {{ as_of_date() }}
                then {{ as_of_date() }}
            else last_date
        end as last_date
    from histories

),

life_months as (

    {{ integers_spanned(
        'lives', '0', months_between('first_month', 'last_date'), 'month_number'
    ) | indent(4) }}

),

case_months as (

    select
        life_months.case_key,
        {{ months_after('life_months.first_month', 'life_months.month_number') }}
            as month_start_date,
        {{ row_hash([
            'life_months.event_mark', 'cases.source_system', 'cases.priority_name',
            'cases.case_type', 'cases.opened_date',
        ]) }} as case_mark
    from life_months
    inner join cases
        on life_months.case_key = cases.case_key

),

month_marks as (

    select
        month_start_date,
        {{ row_hash([
            content_hash(['case_mark']), "'" ~ var('reporting_timezone') ~ "'",
            texts_mark(var('backlog_age_buckets')),
        ]) }} as _version_mark
    from case_months
    group by month_start_date

),

bounds as (

    select
        min(first_month) as first_date,
        max(last_date) as last_date
    from lives

),

days as (

    {{ days_spanned('bounds', 'first_date', 'last_date') }}

),

marks as (

    select days.date_day, month_marks._version_mark
    from days
    inner join month_marks
        on cast(date_trunc('month', days.date_day) as date) = month_marks.month_start_date

),

changed as (

    {{ changed_groups('marks', ['date_day']) | indent(4) }}

),

changed_months as (

    select distinct cast(date_trunc('month', date_day) as date) as month_start_date
    from changed

),

current_cases as (

    select distinct case_months.case_key
    from case_months
    inner join changed_months
        on case_months.month_start_date = changed_months.month_start_date

),

events as (

    select
        events.case_key,
        events.event_at,
        events.event_date,
        events.event_name,
        events.turn_name,
        events.event_number
    from {{ ref('fct_case_event') }} as events
    {%- if is_incremental() %}
    inner join current_cases
        on events.case_key = current_cases.case_key
    {%- endif %}
    where events.event_name in ('opened', 'resolved', 'reopened', 'closed', 'escalated')

),

turns as (

    select
        case_key,
        event_at,
        turn_name,
        lead(event_at) over (partition by case_key order by event_number) as next_turn_at
    from events
    where turn_name is not null

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
    where turns.turn_name in ('opened', 'reopened')

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
        sum(case when age_days <= {{ b[0] }} then 1 else 0 end) as age_first_bucket_count,
        {%- for bucket in ['second', 'third', 'fourth'] %}
        sum(
            case when age_days > {{ b[loop.index0] }} and age_days <= {{ b[loop.index] }} then 1 else 0 end
        ) as age_{{ bucket }}_bucket_count,
        {%- endfor %}
        sum(case when age_days > {{ b[3] }} then 1 else 0 end) as age_last_bucket_count
    from aged
    group by source_system, priority_name, case_type, date_day

),

flows as (

    select
        cases.source_system,
        cases.priority_name,
        cases.case_type,
        events.event_date as date_day,
        sum(case when events.turn_name = 'opened' then 1 else 0 end) as opened_count,
        sum(case when events.turn_name = 'ended' then 1 else 0 end) as resolved_count,
        sum(case when events.turn_name = 'reopened' then 1 else 0 end) as reopened_count,
        sum(case when events.event_name = 'closed' then 1 else 0 end) as closed_count,
        sum(case when events.event_name = 'escalated' then 1 else 0 end) as escalated_count
    from events
    inner join cases
        on events.case_key = cases.case_key
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
        cast(coalesce(stock.age_first_bucket_count, 0) as integer) as age_first_bucket_count,
        cast(coalesce(stock.age_second_bucket_count, 0) as integer) as age_second_bucket_count,
        cast(coalesce(stock.age_third_bucket_count, 0) as integer) as age_third_bucket_count,
        cast(coalesce(stock.age_fourth_bucket_count, 0) as integer) as age_fourth_bucket_count,
        cast(coalesce(stock.age_last_bucket_count, 0) as integer) as age_last_bucket_count,
        cast(coalesce(flows.opened_count, 0) as integer) as opened_count,
        cast(coalesce(flows.resolved_count, 0) as integer) as resolved_count,
        cast(coalesce(flows.reopened_count, 0) as integer) as reopened_count,
        cast(coalesce(flows.closed_count, 0) as integer) as closed_count,
        cast(coalesce(flows.escalated_count, 0) as integer) as escalated_count,

        changed._version_mark
    from stock
    full outer join flows
        on stock.date_day = flows.date_day
        and stock.source_system = flows.source_system
        and stock.priority_name = flows.priority_name
        and stock.case_type = flows.case_type
    inner join changed
        on coalesce(stock.date_day, flows.date_day) = changed.date_day

)

{{ made_again('final', 'changed', ['date_day']) }}
