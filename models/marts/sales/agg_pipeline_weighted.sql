{#
    The pipeline as it stood when the month began, weighted with the win rates known then, against what
    of it was won. The forecast is the weighted amount of the deals expected to close in the month;
    those that should have closed before it are overdue and told apart. Accuracy is 1 - |forecast - won| / won, and not below 0.
#}
with daily as (

    select * from {{ ref('fct_opportunity_daily') }}
    where extract(day from date_day) = 1

),

win_rates as (

    select * from {{ ref('agg_stage_win_rate') }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

opening as (

    select
        daily.source_system,
        daily.date_day as month_start_date,
        daily.opportunity_key,
        daily.opportunity_amount,
        daily.stated_probability,
        daily.expected_close_date,
        coalesce(win_rates.win_rate, 0) as win_rate
    from daily
    left join win_rates
        on daily.source_system = win_rates.source_system
        and daily.date_day = win_rates.month_start_date
        and daily.stage_name = win_rates.stage_name
        and daily.segment_name = win_rates.segment_name

),

outcomes as (

    select
        opening.*,
        case
            when opening.expected_close_date >= opening.month_start_date
                and opening.expected_close_date < {{ add_months('opening.month_start_date', 1) }}
                then 1
            else 0
        end as is_due,
        case when opening.expected_close_date < opening.month_start_date then 1 else 0 end as is_overdue,
        case
            when opportunities.is_won
                and opportunities.closed_date < {{ add_months('opening.month_start_date', 1) }}
                then opportunities.opportunity_amount
            else 0
        end as won_amount
    from opening
    inner join opportunities
        on opening.opportunity_key = opportunities.opportunity_key

),

won_months as (

    select
        source_system,
        cast(date_trunc('month', closed_date) as date) as month_start_date,
        sum(opportunity_amount) as won_amount
    from opportunities
    where is_won
    group by source_system, cast(date_trunc('month', closed_date) as date)

),

grouped as (

    select
        source_system,
        month_start_date,
        count(*) as open_count,
        sum(opportunity_amount) as open_amount,
        sum(opportunity_amount * win_rate) as weighted_amount,
        sum(opportunity_amount * coalesce(stated_probability, 0)) as stated_weighted_amount,
        sum(is_due * opportunity_amount * win_rate) as forecast_amount,
        sum(is_due * opportunity_amount * coalesce(stated_probability, 0)) as stated_forecast_amount,
        sum(is_overdue * opportunity_amount) as overdue_amount,
        sum(is_overdue * opportunity_amount * win_rate) as overdue_weighted_amount,
        sum(won_amount) as opening_won_amount
    from outcomes
    group by source_system, month_start_date

),

final as (

    select
        {{ surrogate_key(['grouped.source_system', 'grouped.month_start_date']) }}
            as pipeline_month_key,

        grouped.source_system,
        grouped.month_start_date,
        {{ add_months('grouped.month_start_date', 1) }} <= {{ as_of_date() }} + 1 as is_complete,

        cast(grouped.open_count as integer) as open_count,
        {{ amount('grouped.open_amount') }} as open_amount,
        {{ amount('grouped.weighted_amount') }} as weighted_amount,
        {{ amount('grouped.stated_weighted_amount') }} as stated_weighted_amount,
        {{ amount('grouped.forecast_amount') }} as forecast_amount,
        {{ amount('grouped.stated_forecast_amount') }} as stated_forecast_amount,
        {{ amount('grouped.overdue_amount') }} as overdue_amount,
        {{ amount('grouped.overdue_weighted_amount') }} as overdue_weighted_amount,
        {{ amount('grouped.opening_won_amount') }} as opening_won_amount,
        {{ amount('coalesce(won_months.won_amount, 0)') }} as won_amount,
        greatest(
            1 - {{ rate_of(
                'abs(grouped.forecast_amount - grouped.opening_won_amount)',
                'grouped.opening_won_amount',
            ) }},
            0
        ) as forecast_accuracy,
        greatest(
            1 - {{ rate_of(
                'abs(grouped.stated_forecast_amount - grouped.opening_won_amount)',
                'grouped.opening_won_amount',
            ) }},
            0
        ) as stated_forecast_accuracy
    from grouped
    left join won_months
        on grouped.source_system = won_months.source_system
        and grouped.month_start_date = won_months.month_start_date

)

select * from final
