{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='call_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set columns = {
    'call_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'employee_key': 'bigint', 'queue_name': 'text',
    'skill_name': 'text', 'direction': 'text', 'outcome': 'text',
    'offered_at': 'timestamp', 'answered_at': 'timestamp', 'ended_at': 'timestamp',
    'wait_seconds': 'integer', 'talk_seconds': 'integer', 'hold_seconds': 'integer',
    'wrap_seconds': 'integer',
    '_record_mark': 'bigint',
} %}
{# Where the source does not tell the wait, it lasted until the answer or, without one, until the end. #}
with {{ contact_rows('call', columns, 'offered_at', 'call_key', marks=[
    var('service_level_seconds'), var('contact_interval_minutes'),
]) }}

waited as (

    select
        *,
        coalesce(
            wait_seconds,
            {{ epoch_seconds('coalesce(answered_at, ended_at)') }} - {{ epoch_seconds('offered_at') }}
        ) as known_wait_seconds
    from keyed

),

final as (

    select
        {{ surrogate_key(['source_system', 'call_id']) }} as call_key,
        customer_key,
        customer_version_key,
        known_employee_key as employee_key,
        known_case_key as case_key,

        source_system,
        call_id,
        queue_name,
        skill_name,
        direction,
        outcome,
        contact_date as call_date,
        offered_at,
        answered_at,
        ended_at,
        {{ timestamp_of_epoch(contact_interval_second(contact_interval(epoch_seconds('offered_at')))) }}
            as interval_starts_at,
        direction = 'inbound' as is_offered,
        answered_at is not null as is_answered,
        direction = 'inbound' and answered_at is null as is_abandoned,
        direction = 'inbound'
        and answered_at is not null
        and coalesce(known_wait_seconds <= {{ var('service_level_seconds') }}, false)
            as is_within_service_level,

        cast(known_wait_seconds as integer) as wait_seconds,
        cast(coalesce(talk_seconds, 0) as integer) as talk_seconds,
        cast(coalesce(hold_seconds, 0) as integer) as hold_seconds,
        cast(coalesce(wrap_seconds, 0) as integer) as wrap_seconds,
        cast(
            coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0)
            + coalesce(wrap_seconds, 0) as integer
        ) as handle_seconds,

        _version_mark
    from waited

)

{{ replaced_rows('final', 'changed', ['call_key']) }}
