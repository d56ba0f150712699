{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='case_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Events of cases that were deleted are left out, with their cases. A case's events are made together.
    Cases of one hash share a mark, so both are made again.
#}
{% set columns = {
    'case_event_id': 'text', 'case_id': 'text', 'event_name': 'text',
    'old_value': 'text', 'new_value': 'text', 'event_at': 'timestamp',
    'is_implied': 'boolean', '_record_mark': 'bigint',
} %}
{%- set zone = "'" ~ var('reporting_timezone') ~ "'" %}
with cases as (

    select
        case_key,
        source_system,
        case_id,
        {{ row_hash(['source_system', 'case_id']) }} as case_hash
    from {{ ref('int_service_case') }}

),

{% if is_incremental() -%}
records as (

    {{ conform('case_event', {'case_id': 'text', '_record_mark': 'bigint'}) | indent(4) }}

),

record_marks as (

    select
        {{ row_hash(['source_system', 'case_id']) }} as case_hash,
        {{ content_hash(['_record_mark']) }} as record_mark
    from records
    group by 1

),

marks as (

    select
        cases.case_key,
        {{ row_hash(['record_marks.record_mark', zone]) }} as _version_mark
    from cases
    inner join record_marks
        on cases.case_hash = record_marks.case_hash

),

changed as (

    {{ changed_groups('marks', ['case_key']) | indent(4) }}

),

current_cases as (

    select cases.*
    from changed
    inner join cases
        on changed.case_key = cases.case_key

),
{%- else -%}
current_cases as (

    select * from cases

),
{%- endif %}

events as (

    {{ conform('case_event', columns) | indent(4) }}

),

dated as (

    select
        {{ surrogate_key(['events.source_system', 'events.case_event_id']) }} as case_event_key,
        current_cases.case_key,
        events.source_system,
        events.case_event_id,
        events.case_id,
        events.event_name,
        events.old_value,
        events.new_value,
        events.event_at,
        {{ business_date('events.event_at') }} as event_date,
        events.is_implied,
        events._record_mark
    from events
    inner join current_cases
        on events.source_system = current_cases.source_system
        and events.case_id = current_cases.case_id

),

final as (

    select
        case_event_key,
        case_key,

        source_system,
        case_event_id,
        case_id,
        cast(
            row_number() over (partition by case_key order by event_at, case_event_id) as integer
        ) as event_number,
        event_name,
        old_value,
        new_value,
        event_at,
        event_date,
        is_implied,

        cast(
            {{ epoch_seconds('event_at') }}
            - lag({{ epoch_seconds('event_at') }}) over (
                partition by case_key order by event_at, case_event_id
            ) as bigint
        ) as seconds_since_previous,

        {{ row_hash([content_hash(['_record_mark']) ~ ' over (partition by case_key)', zone]) }}
            as _version_mark
    from dated

)

{{ made_again('final', 'changed', ['case_key']) }}
