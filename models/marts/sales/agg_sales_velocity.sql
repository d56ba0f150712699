{#
    Velocity = open deals * win rate * mean won amount / mean cycle days: money a day. Win rate, amount
    and cycle are those of the deals closed in the velocity_days before the month's last known day.
#}
with opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

first_days as (

    select source_system, min(created_date) as first_date
    from opportunities
    group by source_system

),

month_ends as (

    select
        first_days.source_system,
        dates.month_start_date,
        max(dates.date_day) as last_day
    from dates
    inner join first_days
        on dates.date_day >= first_days.first_date
    where dates.date_day <= {{ as_of_date() }}
    group by first_days.source_system, dates.month_start_date

),

measured as (

    select
        month_ends.source_system,
        month_ends.month_start_date,
        month_ends.last_day,
        opportunities.segment_name,
        sum(
            case
                when opportunities.closed_date is null
                    or opportunities.closed_date > month_ends.last_day then 1
                else 0
            end
        ) as open_count,
        sum(case when opportunities.closed_date <= month_ends.last_day then 1 else 0 end)
            as closed_count,
        sum(
            case
                when opportunities.closed_date <= month_ends.last_day and opportunities.is_won then 1
                else 0
            end
        ) as won_count,
        sum(
            case
                when opportunities.closed_date <= month_ends.last_day
                    then opportunities.opportunity_amount
                else 0
            end
        ) as closed_amount,
        sum(
            case
                when opportunities.closed_date <= month_ends.last_day and opportunities.is_won
                    then opportunities.opportunity_amount
                else 0
            end
        ) as won_amount,
        avg(
            case
                when opportunities.closed_date <= month_ends.last_day and opportunities.is_won
                    then opportunities.cycle_days
            end
        ) as mean_cycle_days
    from month_ends
    inner join (
        select deals.*, {{ win_rate_segment('deals') }} as segment_name from opportunities as deals
    ) as opportunities
        on month_ends.source_system = opportunities.source_system
        and opportunities.created_date <= month_ends.last_day
        and coalesce(opportunities.closed_date, date '9999-12-31')
            > {{ add_days('month_ends.last_day', -var('velocity_days')) }}
    group by
        month_ends.source_system, month_ends.month_start_date, month_ends.last_day,
        opportunities.segment_name

),

final as (

    select
        {{ surrogate_key(['source_system', 'month_start_date', 'segment_name']) }}
            as sales_velocity_key,

        source_system,
        month_start_date,
        segment_name,
        last_day as measured_date,

        cast(open_count as integer) as open_count,
        cast(closed_count as integer) as closed_count,
        cast(won_count as integer) as won_count,
        {{ rate_of('won_count', 'closed_count') }} as win_rate,
        {{ rate_of('won_amount', 'closed_amount') }} as amount_win_rate,
        {{ amount('won_amount / nullif(won_count, 0)') }} as mean_won_amount,
        cast(mean_cycle_days as decimal(9, 2)) as mean_cycle_days,
        {{ amount(
            'open_count * (cast(won_count as double) / nullif(closed_count, 0))'
            ~ ' * (won_amount / nullif(won_count, 0)) / nullif(mean_cycle_days, 0)'
        ) }} as velocity_amount_per_day
    from measured

)

select * from final
