with source as (

    {{ source_rows(
        source('raw_salesforce', 'account'),
        [
            ['Id', 'account_id', 'text'],
            ['OwnerId', 'owner_user_id', 'text'],
            ['ParentId', 'parent_account_id', 'text'],
            ['MasterRecordId', 'master_account_id', 'text'],
            ['ERP_Customer_No__c', 'erp_customer_no', 'text'],
            ['Tax_No__c', 'tax_no', 'text'],
            ['Name', 'account_name', 'text'],
            ['Type', 'account_type', 'text'],
            ['IsPersonAccount', 'is_person', 'boolean'],
            ['PersonEmail', 'email_address', 'text'],
            ['Phone', 'phone_number', 'text'],
            ['PersonBirthdate', 'birth_date', 'date'],
            ['BillingStreet', 'street_name', 'text'],
            ['BillingCity', 'city_name', 'text'],
            ['BillingPostalCode', 'postal_code', 'text'],
            ['BillingCountry', 'country_name', 'text'],
            ['Industry', 'industry_name', 'text'],
            ['AccountSource', 'account_source', 'text'],
            ['Rating', 'rating', 'text'],
            ['PersonHasOptedOutOfEmail', 'has_opted_out_of_email', 'boolean'],
            ['CreatedDate', 'created_at', 'timestamp'],
            ['NumberOfEmployees', 'employee_count', 'integer'],
            ['AnnualRevenue', 'annual_revenue_amount', 'amount'],
            ['Share_of_Wallet__c', 'share_of_wallet_percent', 'rate'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

versions as (

    {{ all_versions('source', ['account_id']) }}

),

final as (

    select
        -- keys
        account_id,
        owner_user_id,
        parent_account_id,
        master_account_id,
        erp_customer_no,
        tax_no,

        -- dimensions
        account_name,
        account_type,
        is_person,
        email_address,
        phone_number,
        birth_date,
        street_name,
        city_name,
        postal_code,
        country_name,
        industry_name,
        account_source,
        rating,
        has_opted_out_of_email,
        created_at,

        -- measures
        employee_count,
        annual_revenue_amount,
        share_of_wallet_percent,

        -- metadata
        changed_at,
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from versions

)

select * from final
