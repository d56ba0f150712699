with source as (

    {{ source_rows(
        source('raw_marketing', 'touch'),
        [
            ['touch_id', 'touch_id', 'text'],
            ['campaign_id', 'campaign_id', 'text'],
            ['member_id', 'campaign_member_id', 'text'],
            ['account_id', 'account_id', 'text'],
            ['lead_id', 'lead_id', 'text'],
            ['channel', 'channel_name', 'text'],
            ['sent_at', 'sent_at', 'timestamp'],
            ['opened_at', 'opened_at', 'timestamp'],
            ['clicked_at', 'clicked_at', 'timestamp'],
            ['responded_at', 'responded_at', 'timestamp'],
            ['unsubscribed_at', 'unsubscribed_at', 'timestamp'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['touch_id']) }}

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
        _source_position
    from known

)

select * from final
