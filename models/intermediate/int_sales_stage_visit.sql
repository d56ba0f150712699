{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'opportunity_id'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Changes in a row that leave the stage as it is are one visit. The mark of an opportunity is made of
    all that is known of its changes.
#}
{% set key = ['source_system', 'opportunity_id'] %}
with changes as (

    {{ conform('opportunity_change', {
        'change_id': 'text',
        'opportunity_id': 'text',
        'happened_at': 'timestamp',
        'stage_name': 'text',
        'close_date': 'date',
        'opportunity_source_amount': 'amount',
        'probability': 'rate',
    }) }}

),

stages as (

    select * from {{ ref('opportunity_stages') }}

),

known as (

    select * from changes where happened_at < {{ known_before() }}

),

marks as (

    select
        source_system,
        opportunity_id,
        {{ content_hash([
            'change_id', 'happened_at', 'stage_name', 'close_date', 'opportunity_source_amount',
            'probability', "'" ~ var('reporting_timezone') ~ "'",
            '(select ' ~ content_hash(['stage_name', 'stage_number', 'outcome']) ~ ' from stages)',
        ]) }} as _version_mark
    from known
    group by source_system, opportunity_id

),

changed as (

    {{ changed_groups('marks', key) }}

),

compared as (

    select
        known.*,
        lag(known.stage_name) over (
            partition by known.source_system, known.opportunity_id
            order by known.happened_at, known.change_id
        ) as previous_stage_name
    from known
    {%- if is_incremental() %}
    inner join changed
        on known.source_system = changed.source_system
        and known.opportunity_id = changed.opportunity_id
    {%- endif %}

),

numbered as (

    select
        *,
        sum(case when previous_stage_name = stage_name then 0 else 1 end) over (
            partition by source_system, opportunity_id
            order by happened_at, change_id
            rows between unbounded preceding and current row
        ) as visit_number
    from compared

),

visits as (

    select
        source_system,
        opportunity_id,
        visit_number,
        stage_name,
        min(happened_at) as entered_at,
        max_by(opportunity_source_amount, happened_at) as opportunity_source_amount
    from numbered
    group by source_system, opportunity_id, visit_number, stage_name

),

final as (

    select
        visits.source_system,
        visits.opportunity_id,
        cast(visits.visit_number as integer) as visit_number,

        visits.stage_name,
        coalesce(stages.stage_number, 0) as stage_number,
        coalesce(stages.outcome, case
            when visits.stage_name like 'Closed%' then 'lost'
            else 'open'
        end) as stage_outcome,
        visits.entered_at,
        {{ business_date('visits.entered_at') }} as entered_date,
        visits.opportunity_source_amount,
        lead(visits.entered_at) over (
            partition by visits.source_system, visits.opportunity_id order by visits.visit_number
        ) as exited_at,
        lead(visits.stage_name) over (
            partition by visits.source_system, visits.opportunity_id order by visits.visit_number
        ) as exit_stage_name,

        changed._version_mark
    from visits
    inner join changed
        on visits.source_system = changed.source_system
        and visits.opportunity_id = changed.opportunity_id
    left join stages
        on visits.stage_name = stages.stage_name

)

{{ made_again('final', 'changed', key) }}
