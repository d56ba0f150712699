with calls as (

    {{ conform('call', {
        'call_id': 'text', 'party_system': 'text', 'party_id': 'text',
        'case_key': 'bigint', 'employee_key': 'bigint', 'queue_name': 'text',
        'skill_name': 'text', 'direction': 'text', 'outcome': 'text',
        'offered_at': 'timestamp', 'answered_at': 'timestamp', 'ended_at': 'timestamp',
        'wait_seconds': 'integer', 'talk_seconds': 'integer', 'hold_seconds': 'integer',
        'wrap_seconds': 'integer',
    }) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('offered_at') }} as call_date,
        {{ timestamp_of_epoch(
            'cast(floor(' ~ epoch_seconds('offered_at') ~ ' / (60.0 * '
            ~ var('contact_interval_minutes') ~ ')) as bigint) * 60 * '
            ~ var('contact_interval_minutes')
        ) }} as interval_starts_at
    from calls

),

cases as (

    select * from {{ ref('int_service_case') }}

),

employees as (

    select * from {{ ref('dim_employee_current') }}

),

final as (

    select
        {{ surrogate_key(['dated.source_system', 'dated.call_id']) }} as call_key,
        {{ party_keys() }},
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(cases.case_key, 0) as case_key,

        dated.source_system,
        dated.call_id,
        dated.queue_name,
        dated.skill_name,
        dated.direction,
        dated.outcome,
        dated.call_date,
        dated.offered_at,
        dated.answered_at,
        dated.ended_at,
        dated.interval_starts_at,
        dated.direction = 'inbound' as is_offered,
        dated.answered_at is not null as is_answered,
        dated.direction = 'inbound' and dated.answered_at is null as is_abandoned,
        dated.direction = 'inbound'
        and dated.answered_at is not null
        and coalesce(dated.wait_seconds, 0) <= {{ var('service_level_seconds') }}
            as is_within_service_level,

        cast(coalesce(dated.wait_seconds, 0) as integer) as wait_seconds,
        cast(coalesce(dated.talk_seconds, 0) as integer) as talk_seconds,
        cast(coalesce(dated.hold_seconds, 0) as integer) as hold_seconds,
        cast(coalesce(dated.wrap_seconds, 0) as integer) as wrap_seconds,
        cast(
            coalesce(dated.talk_seconds, 0) + coalesce(dated.hold_seconds, 0)
            + coalesce(dated.wrap_seconds, 0) as integer
        ) as handle_seconds
    from dated
    {{ join_party('dated', 'dated.call_date') }}
    left join employees
        on dated.employee_key = employees.employee_key
    left join cases
        on dated.case_key = cases.case_key

)

select * from final
