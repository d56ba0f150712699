with source as (

    {{ source_rows(
        source('raw_erp', 'customer'),
        [
            ['customer_no', 'customer_no', 'text'],
            ['tax_no', 'tax_no', 'text'],
            ['crm_account_id', 'crm_account_id', 'text'],
            ['rep_employee_no', 'rep_employee_no', 'text'],
            ['customer_name', 'customer_name', 'text'],
            ['kind', 'customer_kind', 'text'],
            ['email', 'email_address', 'text'],
            ['phone', 'phone_number', 'text'],
            ['birth_date', 'birth_date', 'date'],
            ['street', 'street_name', 'text'],
            ['city', 'city_name', 'text'],
            ['postal_code', 'postal_code', 'text'],
            ['country', 'country_name', 'text'],
            ['currency', 'currency_code', 'text'],
            ['acquisition_channel', 'acquisition_channel', 'text'],
            ['created_on', 'created_date', 'date'],
            ['credit_limit', 'credit_limit_source_amount', 'amount'],
            ['payment_terms_days', 'payment_terms_days', 'integer'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

versions as (

    {{ all_versions('source', ['customer_no']) }}

),

final as (

    select
        -- keys
        customer_no,
        tax_no,
        crm_account_id,
        rep_employee_no,

        -- dimensions
        customer_name,
        customer_kind,
        email_address,
        phone_number,
        birth_date,
        street_name,
        city_name,
        postal_code,
        country_name,
        currency_code,
        acquisition_channel,
        created_date,

        -- measures
        credit_limit_source_amount,
        payment_terms_days,

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
