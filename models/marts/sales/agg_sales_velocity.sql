{#
    Velocity = open deals * win rate * mean won amount / mean cycle days: money a day. Win rate, amount
    and cycle are those of the deals closed in the velocity_days before the month's last known day, as they
    stood on that day: a deal that was reopened later was closed then, so it counts as one closed and, its
    last closing lying ahead, minus one open.
#}
with opportunities as (

    select
        deals.*,
        {{ win_rate_segment('deals') }} as segment_name
    from {{ ref('fct_opportunity') }} as deals

),

reopened as (

    {{ reopened_closings() }}

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

{# Deals as they stand on a day by their last closing, and corrections of those that stood otherwise. #}
standing as (

    select
        month_ends.source_system,
        month_ends.month_start_date,
        month_ends.last_day,
        opportunities.segment_name,
        case when opportunities.closed_date <= month_ends.last_day then 0 else 1 end as open_count,
        case when opportunities.closed_date <= month_ends.last_day then 1 else 0 end as closed_count,
        opportunities.is_won,
        opportunities.opportunity_amount,
        opportunities.cycle_days
    from month_ends
    inner join opportunities
        on month_ends.source_system = opportunities.source_system
        and opportunities.created_date <= month_ends.last_day
        and coalesce(opportunities.closed_date, date '9999-12-31')
            > {{ add_days('month_ends.last_day', -var('velocity_days')) }}

    union all

    select
        month_ends.source_system,
        month_ends.month_start_date,
        month_ends.last_day,
        opportunities.segment_name,
        -1 as open_count,
        case
            when reopened.closed_date > {{ add_days('month_ends.last_day', -var('velocity_days')) }} then 1
            else 0
        end as closed_count,
        reopened.is_won,
        reopened.opportunity_amount,
        cast({{ days_between('opportunities.created_date', 'reopened.closed_date') }} as integer)
            as cycle_days
    from month_ends
    inner join reopened
        on month_ends.source_system = reopened.source_system
        and reopened.closed_date <= month_ends.last_day
        and reopened.reopened_date > month_ends.last_day
    inner join opportunities
        on reopened.opportunity_key = opportunities.opportunity_key
        and opportunities.created_date <= month_ends.last_day

),

measured as (

    select
        source_system,
        month_start_date,
        last_day,
        segment_name,
        sum(open_count) as open_count,
        sum(closed_count) as closed_count,
        sum(case when is_won then closed_count else 0 end) as won_count,
        sum(closed_count * opportunity_amount) as closed_amount,
        sum(case when is_won then closed_count * opportunity_amount else 0 end) as won_amount,
        avg(case when is_won and closed_count = 1 then cycle_days end) as mean_cycle_days
    from standing
    group by source_system, month_start_date, last_day, segment_name
    having sum(open_count) > 0 or sum(closed_count) > 0

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
