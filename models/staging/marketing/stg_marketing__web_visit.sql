with known as (

    select * from {{ ref('stg_marketing__web_visit_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        visit_id,
        visitor_id,
        account_id,
        campaign_id,
        order_no,

        -- dimensions
        started_at,
        ended_at,
        traffic_source,
        has_basket,
        is_task_completed,

        -- measures
        page_count,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        order_key,
        _record_mark
    from known

)

select * from final
