with chats as (

    {{ conform('chat', {
        'chat_id': 'text', 'party_system': 'text', 'party_id': 'text',
        'case_key': 'bigint', 'employee_key': 'bigint', 'queue_name': 'text',
        'started_at': 'timestamp', 'ended_at': 'timestamp', 'wait_seconds': 'integer',
        'message_count': 'integer',
    }) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('started_at') }} as chat_date
    from chats

),

cases as (

    select * from {{ ref('int_service_case') }}

),

employees as (

    select * from {{ ref('dim_employee_current') }}

),

final as (

    select
        {{ surrogate_key(['dated.source_system', 'dated.chat_id']) }} as chat_key,
        {{ party_keys() }},
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(cases.case_key, 0) as case_key,

        dated.source_system,
        dated.chat_id,
        dated.queue_name,
        dated.chat_date,
        dated.started_at,
        dated.ended_at,

        cast(coalesce(dated.message_count, 0) as integer) as message_count,
        cast(coalesce(dated.wait_seconds, 0) as integer) as wait_seconds,
        cast(
            greatest(
                coalesce(
                    {{ epoch_seconds('dated.ended_at') }} - {{ epoch_seconds('dated.started_at') }},
                    0
                ) - coalesce(dated.wait_seconds, 0), 0
            ) as integer
        ) as handle_seconds
    from dated
    {{ join_party('dated', 'dated.chat_date') }}
    left join employees
        on dated.employee_key = employees.employee_key
    left join cases
        on dated.case_key = cases.case_key

)

select * from final
