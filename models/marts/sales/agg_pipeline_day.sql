with daily as (

    select * from {{ ref('fct_opportunity_daily') }}

),

win_rates as (

    select * from {{ ref('agg_stage_win_rate') }}

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
        {{ amount('sum(daily.opportunity_amount * coalesce(win_rates.win_rate, 0))') }}
            as weighted_amount,
        {{ amount('sum(daily.opportunity_amount * coalesce(daily.stated_probability, 0))') }}
            as stated_weighted_amount,
        cast(sum(case when daily.is_past_close_date then 1 else 0 end) as integer)
            as past_close_date_count,
        cast(avg(daily.age_days) as decimal(9, 2)) as mean_age_days
    from daily
    left join win_rates
        on daily.source_system = win_rates.source_system
        and cast(date_trunc('month', daily.date_day) as date) = win_rates.month_start_date
        and daily.stage_name = win_rates.stage_name
        and daily.segment_name = win_rates.segment_name
    group by daily.source_system, daily.date_day, daily.stage_name

)

select * from final
