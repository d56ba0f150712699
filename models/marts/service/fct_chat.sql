{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='chat_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set columns = {
    'chat_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'employee_key': 'bigint', 'queue_name': 'text',
    'started_at': 'timestamp', 'ended_at': 'timestamp', 'wait_seconds': 'integer',
    'message_count': 'integer',
    '_record_mark': 'bigint',
} %}
with {{ contact_rows('chat', columns, 'started_at', 'chat_key') }}

final as (

    select
        {{ surrogate_key(['source_system', 'chat_id']) }} as chat_key,
        customer_key,
        customer_version_key,
        known_employee_key as employee_key,
        known_case_key as case_key,

        source_system,
        chat_id,
        queue_name,
        contact_date as chat_date,
        started_at,
        ended_at,

        cast(coalesce(message_count, 0) as integer) as message_count,
        cast(wait_seconds as integer) as wait_seconds,
        cast(
            greatest(
                coalesce(
                    {{ epoch_seconds('ended_at') }} - {{ epoch_seconds('started_at') }}, 0
                ) - coalesce(wait_seconds, 0), 0
            ) as integer
        ) as handle_seconds,

        _version_mark
    from keyed

)

{{ replaced_rows('final', 'changed', ['chat_key']) }}
