with source as (

    {{ source_rows(
        source('raw_salesforce', 'lead'),
        [
            ['Id', 'lead_id', 'text'],
            ['OwnerId', 'owner_user_id', 'text'],
            ['ConvertedAccountId', 'converted_account_id', 'text'],
            ['ConvertedContactId', 'converted_contact_id', 'text'],
            ['ConvertedOpportunityId', 'converted_opportunity_id', 'text'],
            ['FirstName', 'first_name', 'text'],
            ['LastName', 'last_name', 'text'],
            ['Company', 'company_name', 'text'],
            ['Email', 'email_address', 'text'],
            ['Phone', 'phone_number', 'text'],
            ['Status', 'status_name', 'text'],
            ['LeadSource', 'lead_source', 'text'],
            ['Rating', 'rating', 'text'],
            ['Industry', 'industry_name', 'text'],
            ['City', 'city_name', 'text'],
            ['Country', 'country_name', 'text'],
            ['IsConverted', 'is_converted', 'boolean'],
            ['ConvertedDate', 'converted_date', 'date'],
            ['Has_Budget__c', 'has_budget', 'boolean'],
            ['Has_Authority__c', 'has_authority', 'boolean'],
            ['Has_Need__c', 'has_need', 'boolean'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['lead_id']) }}

),

final as (

    select
        -- keys
        lead_id,
        owner_user_id,
        converted_account_id,
        converted_contact_id,
        converted_opportunity_id,

        -- dimensions
        first_name,
        last_name,
        company_name,
        email_address,
        phone_number,
        status_name,
        lead_source,
        rating,
        industry_name,
        city_name,
        country_name,
        is_converted,
        converted_date,
        has_budget,
        has_authority,
        has_need,
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
