with shifts as (

    {{ conform('agent_shift', {
        'shift_id': 'text', 'employee_key': 'bigint', 'agent_no': 'text',
        'queue_name': 'text', 'started_at': 'timestamp', 'ended_at': 'timestamp',
    }) | indent(4) }}

),

employees as (

    select * from {{ ref('dim_employee_current') }}

),

final as (

    select
        {{ surrogate_key(['shifts.source_system', 'shifts.shift_id']) }} as agent_shift_key,
        {{ member_key('employees.employee_key', source_key='shifts.employee_key') }} as employee_key,

        shifts.source_system,
        shifts.shift_id,
        shifts.agent_no,
        shifts.queue_name,
        {{ business_date('shifts.started_at') }} as shift_date,
        shifts.started_at,
        shifts.ended_at,

        cast(
            {{ epoch_seconds('shifts.ended_at') }} - {{ epoch_seconds('shifts.started_at') }}
            as bigint
        ) as shift_seconds
    from shifts
    left join employees
        on shifts.employee_key = employees.employee_key

)

select * from final
