{#
    The pipeline as it stood when the month began, at the end of the day before, weighted with the win rates known then, against what
    of it was won. The forecast is the weighted amount of the deals expected to close in the month;
    those that should have closed before it are overdue and told apart. Accuracy is 1 - |forecast - won| / won, and not below 0.
#}
{% set amounts = [
    'open_amount', 'weighted_amount', 'stated_weighted_amount', 'forecast_amount',
    'stated_forecast_amount', 'overdue_amount', 'overdue_weighted_amount', 'opening_won_amount',
] %}
with daily as (

    select
        *,
        {{ add_days('date_day', 1) }} as month_start_date
    from {{ ref('fct_opportunity_daily') }}
    where extract(day from {{ add_days('date_day', 1) }}) = 1

),

win_rates as (

    select * from {{ ref('agg_stage_win_rate') }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

{# Every month since the first deal was created; that one opens with nothing. #}
months as (

    select distinct bounds.source_system, dates.month_start_date
    from dates
    inner join (
        select source_system, min(created_date) as first_date
        from opportunities
        group by source_system
    ) as bounds
        on dates.date_day >= cast(date_trunc('month', bounds.first_date) as date)
    where dates.date_day <= {{ as_of_date() }}

),

opening as (

    select
        daily.source_system,
        daily.month_start_date,
        daily.opportunity_key,
        daily.opportunity_amount,
        daily.stated_probability,
        daily.expected_close_date,
        coalesce(win_rates.weight_rate, 0) as weight_rate
    from daily
    left join win_rates
        on daily.source_system = win_rates.source_system
        and daily.month_start_date = win_rates.month_start_date
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
        sum({{ times('opportunity_amount', 'weight_rate') }}) as weighted_amount,
        sum({{ times('opportunity_amount', 'coalesce(stated_probability, 0)') }})
            as stated_weighted_amount,
        sum(is_due * {{ times('opportunity_amount', 'weight_rate') }}) as forecast_amount,
        sum(is_due * {{ times('opportunity_amount', 'coalesce(stated_probability, 0)') }})
            as stated_forecast_amount,
        sum(is_overdue * opportunity_amount) as overdue_amount,
        sum(is_overdue * {{ times('opportunity_amount', 'weight_rate') }})
            as overdue_weighted_amount,
        sum(won_amount) as opening_won_amount
    from outcomes
    group by source_system, month_start_date

),

measured as (

    select
        months.source_system,
        months.month_start_date,
        {{ add_months('months.month_start_date', 1) }} <= {{ add_days(as_of_date(), 1) }}
            as is_complete,
        coalesce(grouped.open_count, 0) as open_count
        {%- for column in amounts %},
        coalesce(grouped.{{ column }}, 0) as {{ column }}
        {%- endfor %},
        coalesce(won_months.won_amount, 0) as won_amount
    from months
    left join grouped
        on months.source_system = grouped.source_system
        and months.month_start_date = grouped.month_start_date
    left join won_months
        on months.source_system = won_months.source_system
        and months.month_start_date = won_months.month_start_date

),

final as (

    select
        {{ surrogate_key(['source_system', 'month_start_date']) }} as pipeline_month_key,

        source_system,
        month_start_date,
        is_complete,

        cast(open_count as integer) as open_count
        {%- for column in amounts + ['won_amount'] %},
        {{ amount(column) }} as {{ column }}
        {%- endfor %}
        {%- for stated in ['', 'stated_'] %},
        case
            when is_complete and opening_won_amount <> 0
                then greatest(
                    1 - {{ rate_of(
                        'abs(' ~ stated ~ 'forecast_amount - opening_won_amount)',
                        'opening_won_amount',
                    ) }},
                    0
                )
        end as {{ stated }}forecast_accuracy
        {%- endfor %}
    from measured

)

select * from final
