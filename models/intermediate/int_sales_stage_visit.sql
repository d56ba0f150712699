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
    all that is known of its changes. The flags of the record are the outcome of the stage it stands in.
    A record that is closed, though the last change left it in an open stage, was closed by the last
    change of the record, though its close date may lie after that, and not before the change known last.
#}
{% set key = ['source_system', 'opportunity_id'] %}
{% set change_columns = [
    'source_system', 'change_id', 'opportunity_id', 'happened_at', 'stage_name', 'close_date',
    'opportunity_source_amount', 'probability', 'is_implied',
] %}
{% set closed_at = utc_instant('records.close_date') %}
with changes as (

    {{ conform('opportunity_change', {
        'change_id': 'text',
        'opportunity_id': 'text',
        'happened_at': 'timestamp',
        'stage_name': 'text',
        'close_date': 'date',
        'opportunity_source_amount': 'amount',
        'probability': 'rate',
        'is_implied': 'boolean',
    }) }}

),

records as (

    {{ conform('opportunity', {
        'opportunity_id': 'text',
        'stage_name': 'text',
        'is_closed': 'boolean',
        'is_won': 'boolean',
        'close_date': 'date',
        'last_changed_at': 'timestamp',
        'opportunity_source_amount': 'amount',
        'probability': 'rate',
    }) }}

),

stages as (

    select * from {{ ref('int_sales_stage') }}

),

told as (

    select {{ change_columns | join(', ') }}
    from changes
    where happened_at < {{ known_before() }}

),

last_told as (

    select source_system, opportunity_id, change_id, happened_at, stage_name
    from (
        select
            source_system,
            opportunity_id,
            change_id,
            happened_at,
            stage_name,
            row_number() over (
                partition by source_system, opportunity_id
                order by happened_at desc, change_id desc
            ) as change_rank
        from told
    ) as ranked
    where change_rank = 1

),

{# The id makes a closing the last of the changes at its instant. #}
closings as (

    select
        records.source_system,
        last_told.change_id || '-ended' as change_id,
        records.opportunity_id,
        last_told.happened_at as last_told_at,
        case
            when records.close_date <= {{ as_of_date() }}
                and coalesce({{ closed_at }} <= records.last_changed_at, true)
                then {{ closed_at }}
            else records.last_changed_at
        end as closed_at,
        records.stage_name,
        records.close_date,
        records.opportunity_source_amount,
        records.probability,
        true as is_implied
    from records
    inner join last_told
        on records.source_system = last_told.source_system
        and records.opportunity_id = last_told.opportunity_id
    left join stages
        on last_told.source_system = stages.source_system
        and last_told.stage_name = stages.stage_name
    where
        records.is_closed
        and records.stage_name <> last_told.stage_name
        and coalesce(stages.stage_outcome, 'open') = 'open'

),

completed as (

    select * from told

    union all

    select
        {%- for column in change_columns %}
        {{ 'case when closed_at > last_told_at then closed_at else last_told_at end as happened_at'
            if column == 'happened_at' else column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from closings

),

known as (

    select
        completed.*,
        records.stage_name as record_stage_name,
        case
            when records.is_closed and records.is_won then 'won'
            when records.is_closed then 'lost'
            when not records.is_closed then 'open'
        end as record_outcome
    from completed
    left join records
        on completed.source_system = records.source_system
        and completed.opportunity_id = records.opportunity_id

),

marks as (

    select
        source_system,
        opportunity_id,
        {{ content_hash([
            'change_id', 'happened_at', 'stage_name', 'close_date', 'opportunity_source_amount',
            'probability', 'is_implied', 'record_stage_name', 'record_outcome',
            "'" ~ var('reporting_timezone') ~ "'",
            '(select ' ~ content_hash(['source_system', 'stage_name', 'stage_number', 'stage_outcome'])
            ~ ' from stages)',
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
        max(record_stage_name) as record_stage_name,
        max(record_outcome) as record_outcome,
        min(happened_at) as entered_at,
        max_by(opportunity_source_amount, row(happened_at, change_id)) as opportunity_source_amount,
        sum(case when is_implied then 0 else 1 end) as change_count
    from numbered
    group by source_system, opportunity_id, visit_number, stage_name

),

judged as (

    select
        visits.*,
        coalesce(stages.stage_number, 0) as stage_number,
        case
            when visits.visit_number = max(visits.visit_number) over (
                partition by visits.source_system, visits.opportunity_id
            )
                and visits.stage_name = visits.record_stage_name
                then coalesce(visits.record_outcome, stages.stage_outcome, 'open')
            else coalesce(stages.stage_outcome, 'open')
        end as stage_outcome
    from visits
    left join stages
        on visits.source_system = stages.source_system
        and visits.stage_name = stages.stage_name

),

final as (

    select
        judged.source_system,
        judged.opportunity_id,
        cast(judged.visit_number as integer) as visit_number,

        judged.stage_name,
        judged.stage_number,
        judged.stage_outcome,
        judged.entered_at,
        {{ business_date('judged.entered_at') }} as entered_date,
        judged.opportunity_source_amount,
        cast(judged.change_count as integer) as change_count
        {%- for column, name in [
            ('entered_at', 'exited_at'), ('stage_name', 'exit_stage_name'),
            ('stage_number', 'exit_stage_number'), ('stage_outcome', 'exit_stage_outcome'),
        ] %},
        lead(judged.{{ column }}) over (
            partition by judged.source_system, judged.opportunity_id order by judged.visit_number
        ) as {{ name }}
        {%- endfor %},

        changed._version_mark
    from judged
    inner join changed
        on judged.source_system = changed.source_system
        and judged.opportunity_id = changed.opportunity_id

)

{{ made_again('final', 'changed', key) }}
