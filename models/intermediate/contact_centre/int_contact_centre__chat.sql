{{ config(schema='intermediate') }}

with chats as (

    select * from {{ ref('stg_contact_centre__chat') }}

),

final as (

    select
        chat_id,
        'contact_centre' as party_system,
        contact_id as party_id,
        case_key,
        employee_key,

        queue_name,
        started_at,
        ended_at,

        wait_seconds,
        message_count,

        _record_mark
    from chats
    where {{ happened_by_then('started_at') }}

)

select * from final
