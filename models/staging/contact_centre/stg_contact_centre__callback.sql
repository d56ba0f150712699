with known as (

    select * from {{ ref('stg_contact_centre__callback_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        callback_id,
        contact_id,
        case_id,
        agent_no,

        -- dimensions
        callback_kind,
        scheduled_at,
        done_at,
        outcome,

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
