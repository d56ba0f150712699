{{ config(schema='intermediate') }}

{# Campaigns, their members, accounts and leads are the CRM's. #}
with touches as (

    select * from {{ ref('stg_marketing__touch') }}

),

final as (

    select
        touch_id,
        'salesforce' as campaign_system,
        campaign_id,
        {{ surrogate_key(["'salesforce'", 'campaign_member_id']) }} as campaign_member_key,
        'salesforce' as party_system,
        account_id as party_id,
        lead_id,

        channel_name as touch_channel,
        sent_at,
        opened_at,
        clicked_at,
        responded_at,
        unsubscribed_at,
        _record_mark
    from touches
    where {{ happened_by_then('sent_at') }}

)

select * from final
