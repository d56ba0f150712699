{#
    Of the opportunities that visited a stage and were closed before the month began, the share that
    was won: what was known then, so that a forecast of the month can be judged. A rate of too few
    deals gives way to the stage's over all segments, that to the rate over all deals. The rate by
    amount tells what an open amount is worth: large deals may be lost more often than small ones.
    A closing counts once since the month after it, and what was reopened minus once since the month
    after that, so a month's sum is of the deals that were closed when it began.
#}
{% set known_month = add_months("cast(date_trunc('month', known_date) as date)", 1) %}
{% set measures = {
    'closed_count': 'sum(times)',
    'won_count': 'sum(case when is_won then times else 0 end)',
    'closed_amount': 'sum(times * opportunity_amount)',
    'won_amount': 'sum(case when is_won then times * opportunity_amount else 0 end)',
} %}
with visits as (

    select * from {{ ref('fct_opportunity_stage') }} where stage_outcome = 'open'

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

reopened as (

    {{ reopened_closings() }}

),

{# Stages that a deal came to after it was reopened have no part in the closing before. #}
closings as (

    select
        opportunity_key,
        source_system,
        closed_date as known_date,
        cast(null as integer) as visit_number,
        is_won,
        opportunity_amount,
        1 as times
    from opportunities
    where closed_date is not null

    union all

    select
        opportunity_key, source_system, closed_date as known_date, visit_number, is_won,
        opportunity_amount, 1 as times
    from reopened

    union all

    select
        opportunity_key, source_system, reopened_date as known_date, visit_number, is_won,
        opportunity_amount, -1 as times
    from reopened

),

visited as (

    select
        opportunity_key,
        source_system,
        stage_name,
        stage_number,
        segment_name,
        min(visit_number) as visit_number
    from visits
    group by opportunity_key, source_system, stage_name, stage_number, segment_name

),

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

cells as (

    select distinct source_system, stage_name, stage_number, segment_name from visited

),

closed_months as (

    select
        visited.source_system,
        visited.stage_name,
        visited.segment_name,
        {{ known_month }} as known_month,
        {%- for measure, expression in measures.items() %}
        {{ expression }} as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from visited
    inner join closings
        on visited.opportunity_key = closings.opportunity_key
        and (closings.visit_number is null or visited.visit_number < closings.visit_number)
    group by visited.source_system, visited.stage_name, visited.segment_name, {{ known_month }}

),

{# Each deal once, however many stages it visited. #}
all_closed_months as (

    select
        source_system,
        {{ known_month }} as known_month,
        {%- for measure, expression in measures.items() %}
        {{ expression }} as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from closings
    group by source_system, {{ known_month }}

),

all_deals as (

    select
        months.source_system,
        months.month_start_date,
        {%- for measure in measures %}
        coalesce(sum(all_closed_months.{{ measure }}), 0) as all_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from months
    left join all_closed_months
        on months.source_system = all_closed_months.source_system
        and all_closed_months.known_month <= months.month_start_date
    group by months.source_system, months.month_start_date

),

counted as (

    select
        months.source_system,
        months.month_start_date,
        cells.stage_name,
        cells.stage_number,
        cells.segment_name,
        {%- for measure in measures %}
        coalesce(sum(closed_months.{{ measure }}), 0) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from months
    inner join cells
        on months.source_system = cells.source_system
    left join closed_months
        on cells.source_system = closed_months.source_system
        and cells.stage_name = closed_months.stage_name
        and cells.segment_name = closed_months.segment_name
        and closed_months.known_month <= months.month_start_date
    group by
        months.source_system, months.month_start_date, cells.stage_name, cells.stage_number,
        cells.segment_name

),

widened as (

    select
        counted.*,
        {%- for measure in measures %}
        sum(counted.{{ measure }}) over (
            partition by counted.source_system, counted.month_start_date, counted.stage_name
        ) as stage_{{ measure }},
        all_deals.all_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counted
    inner join all_deals
        on counted.source_system = all_deals.source_system
        and counted.month_start_date = all_deals.month_start_date

),

rated as (

    select
        *,
        case
            when closed_count >= {{ var('win_rate_min_deals') }} then 'stage and segment'
            when stage_closed_count >= {{ var('win_rate_min_deals') }} then 'stage'
            when all_closed_count > 0 then 'all deals'
            else 'none'
        end as rate_basis
    from widened

),

weighed as (

    select
        *
        {%- for unit in ['count', 'amount'] %},
        coalesce(
            case rate_basis
                when 'stage and segment' then {{ rate_of('won_' ~ unit, 'closed_' ~ unit) }}
                when 'stage' then {{ rate_of('stage_won_' ~ unit, 'stage_closed_' ~ unit) }}
                else {{ rate_of('all_won_' ~ unit, 'all_closed_' ~ unit) }}
            end,
            0
        ) as {{ unit }}_win_rate
        {%- endfor %}
    from rated

),

final as (

    select
        {{ surrogate_key(['source_system', 'month_start_date', 'stage_name', 'segment_name']) }}
            as stage_win_rate_key,

        source_system,
        month_start_date,
        stage_name,
        segment_name,
        cast(stage_number as integer) as stage_number,
        rate_basis,

        cast(closed_count as integer) as closed_count,
        cast(won_count as integer) as won_count,
        {{ amount('closed_amount') }} as closed_amount,
        {{ amount('won_amount') }} as won_amount,
        {{ rate_of('won_count', 'closed_count') }} as own_win_rate,
        {{ rate_of('won_amount', 'closed_amount') }} as own_amount_win_rate,
        count_win_rate as win_rate,
        amount_win_rate,
        {{ var('pipeline_weighting') }}_win_rate as weight_rate
    from weighed

)

select * from final
