with known as (

    select * from {{ ref('stg_contact_centre__chat_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        chat_id,
        contact_id,
        agent_no,
        case_id,

        -- dimensions
        queue_name,
        started_at,
        ended_at,

        -- measures
        wait_seconds,
        message_count,

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
