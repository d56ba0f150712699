with source as (

    {{ source_rows(
        source('raw_salesforce', 'campaign_member'),
        [
            ['Id', 'campaign_member_id', 'text'],
            ['CampaignId', 'campaign_id', 'text'],
            ['LeadId', 'lead_id', 'text'],
            ['ContactId', 'crm_contact_id', 'text'],
            ['AccountId', 'account_id', 'text'],
            ['Status', 'status_name', 'text'],
            ['HasResponded', 'has_responded', 'boolean'],
            ['FirstRespondedDate', 'first_responded_date', 'date'],
            ['Is_Control__c', 'is_control', 'boolean'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['campaign_member_id']) }}

),

final as (

    select
        -- keys
        campaign_member_id,
        campaign_id,
        lead_id,
        crm_contact_id,
        account_id,

        -- dimensions
        status_name,
        has_responded,
        first_responded_date,
        is_control,
        created_at,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
