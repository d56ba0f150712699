{{ config(schema='intermediate') }}

with members as (

    {{ conform('campaign_member', {
        'member_id': 'text', 'campaign_id': 'text', 'party_system': 'text', 'party_id': 'text',
        'lead_id': 'text', 'lead_key': 'bigint', 'status_name': 'text', 'is_lead': 'boolean',
        'is_control': 'boolean', 'has_responded': 'boolean', 'first_responded_date': 'date',
        'joined_date': 'date', '_record_mark': 'bigint',
    }) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'member_id']) }} as campaign_member_key,
        *
    from members

)

select * from final
