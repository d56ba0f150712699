with visits as (

    select * from {{ ref('int_sales_stage_visit') }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

stages as (

    select * from {{ ref('opportunity_stages') }}

),

ended as (

    select
        visits.*,
        {{ business_date('visits.exited_at') }} as exited_date,
        exits.stage_number as exit_stage_number,
        exits.outcome as exit_outcome
    from visits
    left join stages as exits
        on visits.exit_stage_name = exits.stage_name

),

final as (

    select
        {{ surrogate_key(['ended.source_system', 'ended.opportunity_id', 'ended.visit_number']) }}
            as opportunity_stage_key,
        opportunities.opportunity_key,
        opportunities.customer_key,
        opportunities.employee_key,

        ended.source_system,
        ended.opportunity_id,
        ended.visit_number,
        ended.stage_name,
        ended.stage_number,
        ended.stage_outcome,
        opportunities.{{ var('win_rate_segment') }} as segment_name,
        ended.entered_at,
        ended.entered_date,
        ended.exited_date,
        ended.exit_stage_name,
        case
            when ended.stage_outcome <> 'open' then 'closed'
            when ended.exited_at is null then 'open'
            when coalesce(ended.exit_outcome, '') = 'won' then 'won'
            when coalesce(ended.exit_outcome, '') = 'lost' then 'lost'
            when coalesce(ended.exit_stage_number, 0) >= ended.stage_number then 'advanced'
            else 'returned'
        end as exit_kind,
        case when ended.exit_outcome = 'lost' then opportunities.loss_reason_name end
            as loss_reason_name,

        {{ reporting_amount('ended.opportunity_source_amount', joined_rate('rates', 'opportunities.currency_code')) }}
            as opportunity_amount,
        cast(
            {{ days_between('ended.entered_date', 'coalesce(ended.exited_date, ' ~ as_of_date() ~ ')') }}
            as integer
        ) as stage_days
    from ended
    inner join opportunities
        on ended.source_system = opportunities.source_system
        and ended.opportunity_id = opportunities.opportunity_id
    {{ rate_join('rates', 'opportunities.currency_code', 'ended.entered_date') }}

)

select * from final
