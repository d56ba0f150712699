{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'chat_id'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set key = ['source_system', 'chat_id'] %}
{% set columns = {
    'chat_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'employee_key': 'bigint', 'queue_name': 'text',
    'started_at': 'timestamp', 'ended_at': 'timestamp', 'wait_seconds': 'integer',
    'message_count': 'integer',
} %}
{%- set kept = [
    'chat_date', 'customer_key', 'customer_version_key', 'known_employee_key', 'known_case_key',
] %}
with chats as (

    {{ conform('chat', columns_compared(columns, [
        'chat_id', 'party_system', 'party_id', 'case_key', 'employee_key', 'started_at',
    ])) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('started_at') }} as chat_date
    from chats

),

cases as (

    select case_key from {{ ref('int_service_case') }}

),

employees as (

    select employee_key from {{ ref('dim_employee_current') }}

),

keyed as (

    select
        dated.*,
        {{ party_keys() }},
        coalesce(employees.employee_key, 0) as known_employee_key,
        coalesce(cases.case_key, 0) as known_case_key
    from dated
    {{ join_party('dated', 'dated.chat_date') }}
    left join employees
        on dated.employee_key = employees.employee_key
    left join cases
        on dated.case_key = cases.case_key

),

marked as (

    select
        *,
        {{ row_hash(['_record_mark'] + kept) }} as _version_mark
    from keyed

),

changed as (

    {{ changed_groups('marked', key, single=true) | indent(4) }}

),

current_chats as (

    {{ records_made_again('chat', columns, 'marked', 'changed', key, kept) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(key) }} as chat_key,
        customer_key,
        customer_version_key,
        known_employee_key as employee_key,
        known_case_key as case_key,

        source_system,
        chat_id,
        queue_name,
        chat_date,
        started_at,
        ended_at,

        cast(coalesce(message_count, 0) as integer) as message_count,
        cast(coalesce(wait_seconds, 0) as integer) as wait_seconds,
        cast(
            greatest(
                coalesce(
                    {{ epoch_seconds('ended_at') }} - {{ epoch_seconds('started_at') }}, 0
                ) - coalesce(wait_seconds, 0), 0
            ) as integer
        ) as handle_seconds,

        _version_mark
    from current_chats

)

{{ made_again('final', 'changed', key) }}
