{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'call_id'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set key = ['source_system', 'call_id'] %}
{% set columns = {
    'call_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'employee_key': 'bigint', 'queue_name': 'text',
    'skill_name': 'text', 'direction': 'text', 'outcome': 'text',
    'offered_at': 'timestamp', 'answered_at': 'timestamp', 'ended_at': 'timestamp',
    'wait_seconds': 'integer', 'talk_seconds': 'integer', 'hold_seconds': 'integer',
    'wrap_seconds': 'integer',
} %}
{%- set kept = [
    'call_date', 'customer_key', 'customer_version_key', 'known_employee_key', 'known_case_key',
] %}
with calls as (

    {{ conform('call', columns_compared(columns, [
        'call_id', 'party_system', 'party_id', 'case_key', 'employee_key', 'offered_at',
    ])) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('offered_at') }} as call_date
    from calls

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
    {{ join_party('dated', 'dated.call_date') }}
    left join employees
        on dated.employee_key = employees.employee_key
    left join cases
        on dated.case_key = cases.case_key

),

marked as (

    select
        *,
        {{ row_hash(['_record_mark'] + kept + [
            var('service_level_seconds'), var('contact_interval_minutes'),
        ]) }} as _version_mark
    from keyed

),

changed as (

    {{ changed_groups('marked', key, single=true) | indent(4) }}

),

current_calls as (

    {{ records_made_again('call', columns, 'marked', 'changed', key, kept) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(key) }} as call_key,
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
        call_date,
        offered_at,
        answered_at,
        ended_at,
        {{ timestamp_of_epoch(
            'cast(floor(' ~ epoch_seconds('offered_at') ~ ' / (60.0 * '
            ~ var('contact_interval_minutes') ~ ')) as bigint) * 60 * '
            ~ var('contact_interval_minutes')
        ) }} as interval_starts_at,
        direction = 'inbound' as is_offered,
        answered_at is not null as is_answered,
        direction = 'inbound' and answered_at is null as is_abandoned,
        direction = 'inbound'
        and answered_at is not null
        and coalesce(wait_seconds, 0) <= {{ var('service_level_seconds') }}
            as is_within_service_level,

        cast(coalesce(wait_seconds, 0) as integer) as wait_seconds,
        cast(coalesce(talk_seconds, 0) as integer) as talk_seconds,
        cast(coalesce(hold_seconds, 0) as integer) as hold_seconds,
        cast(coalesce(wrap_seconds, 0) as integer) as wrap_seconds,
        cast(
            coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0)
            + coalesce(wrap_seconds, 0) as integer
        ) as handle_seconds,

        _version_mark
    from current_calls

)

{{ made_again('final', 'changed', key) }}
