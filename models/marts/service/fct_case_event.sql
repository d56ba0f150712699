{# Events of cases that were deleted are left out, with their cases. #}
with events as (

    {{ conform('case_event', {
        'case_event_id': 'text', 'case_id': 'text', 'event_name': 'text',
        'old_value': 'text', 'new_value': 'text', 'event_at': 'timestamp',
        'is_implied': 'boolean',
    }) | indent(4) }}

),

cases as (

    select * from {{ ref('int_service_case') }}

),

dated as (

    select
        {{ surrogate_key(['events.source_system', 'events.case_event_id']) }} as case_event_key,
        cases.case_key,
        events.source_system,
        events.case_event_id,
        events.case_id,
        events.event_name,
        events.old_value,
        events.new_value,
        events.event_at,
        {{ business_date('events.event_at') }} as event_date,
        events.is_implied
    from events
    inner join cases
        on events.source_system = cases.source_system
        and events.case_id = cases.case_id

),

final as (

    select
        case_event_key,
        case_key,

        source_system,
        case_event_id,
        case_id,
        cast(
            row_number() over (partition by case_key order by event_at, case_event_id) as integer
        ) as event_number,
        event_name,
        old_value,
        new_value,
        event_at,
        event_date,
        is_implied,

        cast(
            {{ epoch_seconds('event_at') }}
            - lag({{ epoch_seconds('event_at') }}) over (
                partition by case_key order by event_at, case_event_id
            ) as bigint
        ) as seconds_since_previous
    from dated

)

select * from final
