{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='date_day',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Made again are the days of which anything is another one: an opportunity, or a win rate of the month. #}
with win_rates as (

    select * from {{ ref('agg_stage_win_rate') }}

),

day_marks as (

    select
        date_day,
        {{ content_hash(['opportunity_key', '_version_mark']) }} as days_mark
    from {{ ref('fct_opportunity_daily') }}
    group by date_day

),

month_marks as (

    select
        month_start_date,
        {{ content_hash(['source_system', 'stage_name', 'segment_name', 'weight_rate']) }}
            as rates_mark
    from win_rates
    group by month_start_date

),

marks as (

    select
        day_marks.date_day,
        {{ row_hash(['day_marks.days_mark', 'month_marks.rates_mark']) }} as _version_mark
    from day_marks
    left join month_marks
        on cast(date_trunc('month', day_marks.date_day) as date) = month_marks.month_start_date

),

changed as (

    {{ changed_groups('marks', ['date_day']) }}

),

daily as (

    select opportunity_days.*, changed._version_mark as day_mark
    from {{ ref('fct_opportunity_daily') }} as opportunity_days
    inner join changed
        on opportunity_days.date_day = changed.date_day

),

final as (

    select
        {{ surrogate_key(['daily.source_system', 'daily.date_day', 'daily.stage_name']) }}
            as pipeline_day_key,

        daily.source_system,
        daily.date_day,
        daily.stage_name,

        cast(count(*) as integer) as open_count,
        {{ amount('sum(daily.opportunity_amount)') }} as open_amount,
        {{ amount(
            'sum(' ~ times('daily.opportunity_amount', 'coalesce(win_rates.weight_rate, 0)') ~ ')'
        ) }}
            as weighted_amount,
        {{ amount(
            'sum(' ~ times('daily.opportunity_amount', 'coalesce(daily.stated_probability, 0)') ~ ')'
        ) }}
            as stated_weighted_amount,
        cast(sum(case when daily.is_past_close_date then 1 else 0 end) as integer)
            as past_close_date_count,
        cast(avg(daily.age_days) as decimal(9, 2)) as mean_age_days,

        min(daily.day_mark) as _version_mark
    from daily
    left join win_rates
        on daily.source_system = win_rates.source_system
        and cast(date_trunc('month', daily.date_day) as date) = win_rates.month_start_date
        and daily.stage_name = win_rates.stage_name
        and daily.segment_name = win_rates.segment_name
    group by daily.source_system, daily.date_day, daily.stage_name

)

{{ made_again('final', 'changed', ['date_day']) }}
