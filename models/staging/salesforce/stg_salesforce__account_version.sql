with versions as (

    select * from {{ ref('stg_salesforce__account_version_known') }}
    where version_number is not null

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
        region_name,
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
        next_changed_at,
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        changed_date,
        next_changed_date,
        first_seen_date,
        party_key,
        erp_party_key,
        master_party_key,
        _record_mark
    from versions

)

select * from final
