with known as (

    select * from {{ ref('stg_salesforce__task_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        task_id,
        who_id,
        what_id,
        account_id,
        owner_user_id,

        -- dimensions
        subject,
        task_type,
        status_name,
        activity_date,
        call_disposition,
        is_closed,
        completed_at,
        created_at,

        -- measures
        call_seconds,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
