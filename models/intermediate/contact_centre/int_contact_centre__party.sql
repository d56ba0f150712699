{{ config(schema='intermediate') }}

with contacts as (

    select * from {{ ref('stg_contact_centre__contact') }}

),

final as (

    select
        contact_id as party_id,

        cast(null as varchar) as party_kind,
        full_name as party_name,
        email_address,
        phone_number,
        cast(null as varchar) as tax_no,
        cast(null as date) as birth_date,
        cast(null as varchar) as postal_code,
        cast(null as varchar) as city_name,
        cast(null as varchar) as country_name,
        first_seen_date,
        false as is_merged,
        party_key,
        _record_mark
    from contacts

)

select * from final
