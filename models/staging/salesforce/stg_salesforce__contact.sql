with source as (

    {{ source_rows(
        source('raw_salesforce', 'contact'),
        [
            ['Id', 'crm_contact_id', 'salesforce_id'],
            ['AccountId', 'account_id', 'salesforce_id'],
            ['FirstName', 'first_name', 'text'],
            ['LastName', 'last_name', 'text'],
            ['Email', 'email_address', 'text'],
            ['Phone', 'phone_number', 'text'],
            ['Title', 'title', 'text'],
            ['Department', 'department_name', 'text'],
            ['HasOptedOutOfEmail', 'has_opted_out_of_email', 'boolean'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['crm_contact_id']) }}

),

final as (

    select
        -- keys
        crm_contact_id,
        account_id,

        -- dimensions
        first_name,
        last_name,
        email_address,
        phone_number,
        title,
        department_name,
        has_opted_out_of_email,
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
