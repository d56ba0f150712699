with versions as (

    select * from {{ ref('stg_erp__customer_version_known') }}
    where version_number is not null

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
        next_changed_at,
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        changed_date,
        next_changed_date,
        party_key,
        crm_party_key,
        _record_mark
    from versions

)

select * from final
