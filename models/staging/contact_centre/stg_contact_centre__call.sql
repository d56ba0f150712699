with known as (

    select * from {{ ref('stg_contact_centre__call_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        call_id,
        contact_id,
        agent_no,
        case_id,

        -- dimensions
        caller_phone,
        queue_name,
        skill_name,
        direction,
        offered_at,
        answered_at,
        ended_at,
        outcome,

        -- measures
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_seconds,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        case_key,
        employee_key,
        _record_mark
    from known

)

select * from final
