{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'callback_id'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set key = ['source_system', 'callback_id'] %}
{% set columns = {
    'callback_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'employee_key': 'bigint', 'callback_kind': 'text',
    'outcome': 'text', 'scheduled_at': 'timestamp', 'done_at': 'timestamp',
} %}
{%- set kept = [
    'scheduled_date', 'done_date', 'callback_state', 'customer_key', 'customer_version_key',
    'known_employee_key', 'known_case_key',
] %}
with callbacks as (

    {{ conform('callback', columns_compared(columns, [
        'callback_id', 'party_system', 'party_id', 'case_key', 'employee_key', 'scheduled_at',
        'done_at',
    ])) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('scheduled_at') }} as scheduled_date,
        {{ business_date('done_at') }} as done_date
    from callbacks

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
        case
            when dated.done_date <= dated.scheduled_date then 'done_on_time'
            when dated.done_date is not null then 'done_late'
            when dated.scheduled_date <= {{ as_of_date() }} then 'overdue'
            else 'planned'
        end as callback_state,
        {{ party_keys() }},
        coalesce(employees.employee_key, 0) as known_employee_key,
        coalesce(cases.case_key, 0) as known_case_key
    from dated
    {{ join_party('dated', 'dated.scheduled_date') }}
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

current_callbacks as (

    {{ records_made_again('callback', columns, 'marked', 'changed', key, kept) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(key) }} as callback_key,
        customer_key,
        customer_version_key,
        known_employee_key as employee_key,
        known_case_key as case_key,

        source_system,
        callback_id,
        callback_kind,
        outcome,
        callback_state,
        scheduled_at,
        scheduled_date,
        done_at,
        done_date,

        {{ days_between('scheduled_date', 'done_date') }} as delay_days,

        _version_mark
    from current_callbacks

)

{{ made_again('final', 'changed', key) }}
