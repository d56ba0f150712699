{{ config(schema='intermediate') }}

with customers as (

    select * from {{ ref('int_adventureworks__customer') }}

),

final as (

    select
        customer_id as party_id,

        customer_type as party_kind,
        customer_name as party_name,
        email_address,
        phone_number,
        cast(null as varchar) as tax_no,
        birth_date,
        postal_code,
        city_name,
        country_name,
        first_seen_date,
        false as is_merged,
        party_key,
        _record_mark
    from customers

)

select * from final
