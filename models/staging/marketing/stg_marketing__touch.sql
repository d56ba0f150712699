with known as (

    select * from {{ ref('stg_marketing__touch_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        touch_id,
        campaign_id,
        campaign_member_id,
        account_id,
        lead_id,

        -- dimensions
        channel_name,
        sent_at,
        opened_at,
        clicked_at,
        responded_at,
        unsubscribed_at,

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
