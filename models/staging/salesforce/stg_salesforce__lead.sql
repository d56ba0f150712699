with known as (

    select * from {{ ref('stg_salesforce__lead_known') }}
    where not is_deleted

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
        full_name,
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
        _source_position,
        _record_mark
    from known

)

select * from final
