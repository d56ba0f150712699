{{ config(schema='intermediate') }}

{# A message to a lead was one to the customer that the lead has become. #}
with touches as (

    {{ conform('campaign_touch', {
        'touch_id': 'text', 'campaign_system': 'text', 'campaign_id': 'text',
        'campaign_member_key': 'bigint', 'party_system': 'text', 'party_id': 'text',
        'lead_id': 'text', 'touch_channel': 'text', 'sent_at': 'timestamp',
        'opened_at': 'timestamp', 'clicked_at': 'timestamp', 'responded_at': 'timestamp',
        'unsubscribed_at': 'timestamp', '_record_mark': 'bigint',
    }) | indent(4) }}

),

converted_leads as (

    select
        source_system,
        lead_id,
        customer_id
    from ({{ conform('lead', {'lead_id': 'text', 'customer_id': 'text'}) | indent(4) }}) as leads
    where customer_id is not null

),

final as (

    select
        {{ surrogate_key(['touches.source_system', 'touches.touch_id']) }} as touch_key,
        touches.source_system,
        touches.touch_id,
        touches.campaign_system,
        touches.campaign_id,
        touches.campaign_member_key,
        case
            when touches.party_id is null then coalesce(leads.source_system, touches.party_system)
            else touches.party_system
        end as party_system,
        coalesce(touches.party_id, leads.customer_id) as party_id,
        touches.lead_id,

        touches.touch_channel,
        touches.sent_at,
        touches.opened_at,
        touches.clicked_at,
        touches.responded_at,
        touches.unsubscribed_at,
        case
            when touches.party_id is null and leads.customer_id is not null
                then {{ row_hash(['touches._record_mark', 'leads.customer_id']) }}
            else touches._record_mark
        end as _record_mark
    from touches
    left join converted_leads as leads
        on touches.campaign_system = leads.source_system
        and touches.lead_id = leads.lead_id

)

select * from final
