{{ config(schema='intermediate') }}

with touches as (

    {{ conform('campaign_touch', {
        'touch_id': 'text', 'campaign_system': 'text', 'campaign_id': 'text',
        'campaign_member_key': 'bigint', 'party_system': 'text', 'party_id': 'text',
        'lead_id': 'text', 'touch_channel': 'text', 'sent_at': 'timestamp',
        'opened_at': 'timestamp', 'clicked_at': 'timestamp', 'responded_at': 'timestamp',
        'unsubscribed_at': 'timestamp', '_record_mark': 'bigint',
    }) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'touch_id']) }} as touch_key,
        *
    from touches

)

select * from final
