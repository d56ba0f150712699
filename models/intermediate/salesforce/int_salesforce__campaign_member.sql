{{ config(schema='intermediate') }}

{# A member is an account, a contact of an account or a lead, which may have become an account. #}
with members as (

    select * from {{ ref('stg_salesforce__campaign_member') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contact') }}

),

leads as (

    select * from {{ ref('stg_salesforce__lead') }}

),

final as (

    select
        members.campaign_member_id as member_id,
        members.campaign_id,
        'salesforce' as party_system,
        coalesce(members.account_id, contacts.account_id, leads.converted_account_id) as party_id,
        members.lead_id,
        {{ surrogate_key(["'salesforce'", 'members.lead_id']) }} as lead_key,

        members.status_name,
        members.lead_id is not null as is_lead,
        coalesce(members.is_control, false) as is_control,
        coalesce(members.has_responded, false) as has_responded,
        members.first_responded_date,
        {{ business_date('members.created_at') }} as joined_date,
        {{ row_hash([
            'members._record_mark', 'contacts.account_id', 'leads.converted_account_id',
        ]) }} as _record_mark
    from members
    left join contacts
        on members.crm_contact_id = contacts.crm_contact_id
    left join leads
        on members.lead_id = leads.lead_id

)

select * from final
