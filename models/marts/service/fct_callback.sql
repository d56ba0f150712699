with callbacks as (

    {{ conform('callback', {
        'callback_id': 'text', 'party_system': 'text', 'party_id': 'text',
        'case_key': 'bigint', 'employee_key': 'bigint', 'callback_kind': 'text',
        'outcome': 'text', 'scheduled_at': 'timestamp', 'done_at': 'timestamp',
    }) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('scheduled_at') }} as scheduled_date,
        {{ business_date('done_at') }} as done_date
    from callbacks

),

cases as (

    select * from {{ ref('int_service_case') }}

),

employees as (

    select * from {{ ref('dim_employee_current') }}

),

final as (

    select
        {{ surrogate_key(['dated.source_system', 'dated.callback_id']) }} as callback_key,
        {{ party_keys() }},
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(cases.case_key, 0) as case_key,

        dated.source_system,
        dated.callback_id,
        dated.callback_kind,
        dated.outcome,
        case
            when dated.done_date <= dated.scheduled_date then 'done_on_time'
            when dated.done_date is not null then 'done_late'
            when dated.scheduled_date <= {{ as_of_date() }} then 'overdue'
            else 'planned'
        end as callback_state,
        dated.scheduled_at,
        dated.scheduled_date,
        dated.done_at,
        dated.done_date,

        {{ days_between('dated.scheduled_date', 'dated.done_date') }} as delay_days
    from dated
    {{ join_party('dated', 'dated.scheduled_date') }}
    left join employees
        on dated.employee_key = employees.employee_key
    left join cases
        on dated.case_key = cases.case_key

)

select * from final
