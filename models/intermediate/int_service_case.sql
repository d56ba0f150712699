{{ config(schema='intermediate', materialized='table') }}

with cases as (

    {{ conform('case', {
        'case_id': 'text', 'case_number': 'text', 'party_system': 'text',
        'party_id': 'text', 'product_key': 'bigint', 'order_key': 'bigint',
        'employee_key': 'bigint', 'batch_no': 'text', 'origin_name': 'text',
        'case_type': 'text', 'reason_name': 'text', 'priority_name': 'text',
        'status_name': 'text', 'is_closed': 'boolean', 'is_escalated': 'boolean',
        'opened_at': 'timestamp', 'first_response_at': 'timestamp', 'closed_at': 'timestamp',
        'follow_up_date': 'date',
    }) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'case_id']) }} as case_key,
        *
    from cases

)

select * from final
