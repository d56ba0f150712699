{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='case_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set columns = {
    'case_id': 'text', 'case_number': 'text', 'party_system': 'text',
    'party_id': 'text', 'product_key': 'bigint', 'order_key': 'bigint',
    'employee_key': 'bigint', 'batch_no': 'text', 'origin_name': 'text',
    'case_type': 'text', 'reason_name': 'text', 'priority_name': 'text',
    'status_name': 'text', 'is_closed': 'boolean', 'is_escalated': 'boolean',
    'opened_at': 'timestamp', 'first_response_at': 'timestamp', 'closed_at': 'timestamp',
    'status_resolved_at': 'timestamp', 'status_closed_at': 'timestamp', 'follow_up_date': 'date', 'is_first_response_recorded': 'boolean',
} %}
{% set made_of = ['source_system', '_record_mark'] %}
with
{% if is_incremental() -%}
present as (

    select
        source_system,
        _record_mark,
        {{ row_hash(made_of) }} as _version_mark
    from ({{ conform('case', {'_record_mark': 'bigint'}) }}) as records

),

changed as (

    {{ changed_marks('present', ['case_key']) }}

),
{%- endif %}

cases as (

    select cases.*
    from (
        {{ conform('case', dict(columns, _record_mark='bigint')) | indent(8) }}
    ) as cases
    {%- if is_incremental() %}
    inner join changed
        on cases.source_system = changed.source_system
        and cases._record_mark = changed._record_mark
    {%- endif %}

),

final as (

    select
        {{ surrogate_key(['source_system', 'case_id']) }} as case_key,
        source_system,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}

        {{ row_hash(made_of) }} as _version_mark
    from cases

)

{{ replaced_rows('final', 'changed', ['case_key']) }}
