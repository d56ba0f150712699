{{ config(schema='intermediate') }}

with customers as (

    select * from {{ ref('stg_erp__customer') }}

),

final as (

    select
        customer_no as party_id,

        case when customer_kind = 'organisation' then 'organisation' else 'person' end
            as party_kind,
        customer_name as party_name,
        email_address,
        phone_number,
        tax_no,
        birth_date,
        postal_code,
        city_name,
        country_name,
        coalesce(created_date, changed_date) as first_seen_date,
        false as is_merged,
        party_key,
        _record_mark
    from customers

)

select * from final
