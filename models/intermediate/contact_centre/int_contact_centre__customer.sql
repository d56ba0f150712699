{{ config(schema='intermediate') }}

with contacts as (

    select * from {{ ref('stg_contact_centre__contact') }}

),

final as (

    select
        contact_id as customer_id,

        full_name as customer_name,
        cast(null as varchar) as customer_type,
        email_address,
        phone_number,
        cast(null as date) as birth_date,
        cast(null as varchar) as postal_code,
        cast(null as varchar) as city_name,
        cast(null as varchar) as region_name,
        cast(null as varchar) as country_name,
        cast(null as varchar) as industry_name,
        cast(null as integer) as employee_count,
        'contact_centre' as acquisition_channel,
        cast(null as varchar) as owner_employee_id,
        cast(null as varchar) as currency_code,
        cast(null as decimal(18, 4)) as credit_limit_source_amount,
        cast(null as integer) as payment_terms_days,
        cast(null as boolean) as has_opted_out_of_email,
        cast(null as decimal(18, 8)) as share_of_wallet,
        first_seen_date,
        changed_date as valid_from,
        party_key,
        _record_mark
    from contacts

)

select * from final
