{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'case_id'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set key = ['source_system', 'case_id'] %}
{% set columns = {
    'case_id': 'text', 'case_number': 'text', 'party_system': 'text',
    'party_id': 'text', 'product_key': 'bigint', 'order_key': 'bigint',
    'employee_key': 'bigint', 'batch_no': 'text', 'origin_name': 'text',
    'case_type': 'text', 'reason_name': 'text', 'priority_name': 'text',
    'status_name': 'text', 'is_closed': 'boolean', 'is_escalated': 'boolean',
    'opened_at': 'timestamp', 'first_response_at': 'timestamp', 'closed_at': 'timestamp',
    'follow_up_date': 'date',
} %}
with cases as (

    {{ conform('case', columns_compared(columns, ['case_id'])) | indent(4) }}

),

marked as (

    select *, _record_mark as _version_mark
    from cases

),

changed as (

    {{ changed_groups('marked', key, single=true) | indent(4) }}

),

current_cases as (

    {{ records_made_again('case', columns, 'marked', 'changed', key, []) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(key) }} as case_key,
        source_system,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}

        _version_mark
    from current_cases

)

{{ made_again('final', 'changed', key) }}
