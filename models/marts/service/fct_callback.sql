{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='callback_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set columns = {
    'callback_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'employee_key': 'bigint', 'callback_kind': 'text',
    'outcome': 'text', 'scheduled_at': 'timestamp', 'done_at': 'timestamp',
    '_record_mark': 'bigint',
} %}
{% set callback_state %}
case
    when {{ business_date('contacts.done_at') }} <= {{ business_date('contacts.scheduled_at') }}
        then 'done_on_time'
    when contacts.done_at is not null then 'done_late'
    when {{ business_date('contacts.scheduled_at') }} <= {{ as_of_date() }} then 'overdue'
    else 'planned'
end
{%- endset %}
with {{ contact_rows('callback', columns, 'scheduled_at', 'callback_key', marks=[callback_state],
    compared={'scheduled_at': 'timestamp', 'done_at': 'timestamp'}) }}

final as (

    select
        {{ surrogate_key(['source_system', 'callback_id']) }} as callback_key,
        customer_key,
        customer_version_key,
        known_employee_key as employee_key,
        known_case_key as case_key,

        source_system,
        callback_id,
        callback_kind,
        outcome,
        {{ callback_state | indent(8) }} as callback_state,
        scheduled_at,
        contact_date as scheduled_date,
        done_at,
        {{ business_date('done_at') }} as done_date,

        {{ days_between('contact_date', business_date('done_at')) }} as delay_days,

        _version_mark
    from keyed as contacts

)

{{ replaced_rows('final', 'changed', ['callback_key']) }}
