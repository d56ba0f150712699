{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='opportunity_stage_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

with visits as (

    select * from {{ ref('int_sales_stage_visit') }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

marked as (

    select
        opportunities.opportunity_key,
        opportunities.customer_key,
        opportunities.employee_key,
        visits.source_system,
        visits.opportunity_id,
        visits.visit_number,
        visits.stage_name,
        visits.stage_number,
        visits.stage_outcome,
        {{ win_rate_segment('opportunities') }} as segment_name,
        visits.entered_at,
        visits.entered_date,
        visits.exited_at,
        visits.exit_stage_name,
        visits.exit_stage_number,
        visits.exit_stage_outcome,
        opportunities.loss_reason_name,
        visits.opportunity_source_amount,
        visits.change_count,
        {{ joined_rate('rates', 'opportunities.currency_code') }} as exchange_rate,
        {{ row_hash([
            'visits.source_system', 'visits.opportunity_id', 'visits.visit_number',
            'visits._version_mark', 'opportunities.opportunity_key', 'opportunities.customer_key',
            'opportunities.employee_key', win_rate_segment('opportunities'),
            'opportunities.loss_reason_name', joined_rate('rates', 'opportunities.currency_code'),
            'case when visits.exited_at is null then ' ~ as_of_date() ~ ' end',
        ]) }} as _version_mark
    from visits
    inner join opportunities
        on visits.source_system = opportunities.source_system
        and visits.opportunity_id = opportunities.opportunity_id
    {{ rate_join('rates', 'opportunities.currency_code', 'visits.entered_date') }}

),

changed as (

    {{ changed_marks('marked', ['opportunity_stage_key']) }}

),

ended as (

    select
        changed.*,
        {{ business_date('changed.exited_at') }} as exited_date
    from changed
    where changed._version_mark is not null

),

final as (

    select
        {{ surrogate_key(['source_system', 'opportunity_id', 'visit_number']) }}
            as opportunity_stage_key,
        opportunity_key,
        customer_key,
        employee_key,

        source_system,
        opportunity_id,
        visit_number,
        stage_name,
        stage_number,
        stage_outcome,
        segment_name,
        entered_at,
        entered_date,
        exited_date,
        exit_stage_name,
        case
            when stage_outcome <> 'open' then 'closed'
            when exited_at is null then 'open'
            when exit_stage_outcome in ('won', 'lost') then exit_stage_outcome
            when exit_stage_number >= stage_number or exit_stage_number = 0 then 'advanced'
            else 'returned'
        end as exit_kind,
        case when exit_stage_outcome = 'lost' then coalesce(loss_reason_name, 'Not stated') end
            as loss_reason_name,

        {{ reporting_amount('opportunity_source_amount', 'exchange_rate') }} as opportunity_amount,
        cast(
            {{ days_between('entered_date', 'coalesce(exited_date, ' ~ as_of_date() ~ ')') }}
            as integer
        ) as stage_days,
        change_count,

        _version_mark
    from ended

)

{{ replaced_rows('final', 'changed', ['opportunity_stage_key']) }}
