with known as (

    select * from {{ ref('stg_salesforce__opportunity_history_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        opportunity_history_id,
        opportunity_id,
        created_by_user_id,

        -- dimensions
        stage_name,
        close_date,
        forecast_category,
        created_at,

        -- measures
        opportunity_source_amount,
        probability_percent,

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
