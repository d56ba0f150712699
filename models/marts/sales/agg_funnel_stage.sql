{# Visits of open stages by the quarter in which they began; a visit still open is in neither rate. #}
with visits as (

    select * from {{ ref('fct_opportunity_stage') }} where stage_outcome = 'open'

),

grouped as (

    select
        source_system,
        cast(date_trunc('quarter', entered_date) as date) as quarter_start_date,
        stage_name,
        max(stage_number) as stage_number,
        count(*) as entered_count,
        sum(case when exit_kind in ('advanced', 'won') then 1 else 0 end) as advanced_count,
        sum(case when exit_kind = 'returned' then 1 else 0 end) as returned_count,
        sum(case when exit_kind = 'lost' then 1 else 0 end) as lost_count,
        sum(case when exit_kind = 'open' then 1 else 0 end) as open_count,
        sum(opportunity_amount) as entered_amount,
        sum(case when exit_kind = 'lost' then opportunity_amount else 0 end) as lost_amount,
        {{ quantile("case when exit_kind <> 'open' then stage_days end", 0.5) }} as median_stage_days,
        {{ quantile("case when exit_kind <> 'open' then stage_days end", 0.9) }} as p90_stage_days
    from visits
    group by source_system, cast(date_trunc('quarter', entered_date) as date), stage_name

),

final as (

    select
        {{ surrogate_key(['source_system', 'quarter_start_date', 'stage_name']) }} as funnel_stage_key,

        source_system,
        quarter_start_date,
        stage_name,
        cast(stage_number as integer) as stage_number,

        cast(entered_count as integer) as entered_count,
        cast(advanced_count as integer) as advanced_count,
        cast(returned_count as integer) as returned_count,
        cast(lost_count as integer) as lost_count,
        cast(open_count as integer) as open_count,
        {{ rate_of('advanced_count', 'entered_count - open_count') }} as conversion_rate,
        {{ rate_of('lost_count', 'entered_count - open_count') }} as leakage_rate,
        {{ amount('entered_amount') }} as entered_amount,
        {{ amount('lost_amount') }} as lost_amount,
        cast(median_stage_days as decimal(9, 2)) as median_stage_days,
        cast(p90_stage_days as decimal(9, 2)) as p90_stage_days
    from grouped

)

select * from final
