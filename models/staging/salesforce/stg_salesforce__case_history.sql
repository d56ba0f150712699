with known as (

    select * from {{ ref('stg_salesforce__case_history_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        case_history_id,
        case_id,
        created_by_user_id,

        -- dimensions
        field_name,
        old_value,
        new_value,
        created_at,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        _record_mark
    from known

)

select * from final
