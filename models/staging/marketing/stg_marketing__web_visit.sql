with source as (

    {{ source_rows(
        source('raw_marketing', 'web_visit'),
        [
            ['visit_id', 'visit_id', 'text'],
            ['visitor_id', 'visitor_id', 'text'],
            ['account_id', 'account_id', 'text'],
            ['campaign_id', 'campaign_id', 'text'],
            ['order_no', 'order_no', 'text'],
            ['started_at', 'started_at', 'timestamp'],
            ['ended_at', 'ended_at', 'timestamp'],
            ['traffic_source', 'traffic_source', 'text'],
            ['has_basket', 'has_basket', 'boolean'],
            ['task_completed', 'is_task_completed', 'boolean'],
            ['page_count', 'page_count', 'integer'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['visit_id']) }}

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
        _source_position
    from known

)

select * from final
