with source as (

    select * from {{ source('raw_foodmart', 'customer') }}

),

renamed as (

    select
        -- keys
        cast(customer_id as bigint) as customer_id,
        cast(customer_region_id as bigint) as region_id,

        -- dimensions
        cast(fullname as varchar) as customer_name,
        cast(phone1 as varchar) as phone_number,
        cast(birthdate as date) as birth_date,
        cast(postal_code as varchar) as postal_code,
        cast(city as varchar) as city_name,
        cast(state_province as varchar) as state_name,
        cast(country as varchar) as country_name,
        cast(gender as varchar) as gender,
        cast(marital_status as varchar) as marital_status,
        cast(education as varchar) as education_level,
        cast(yearly_income as varchar) as yearly_income,
        cast(member_card as varchar) as member_card,
        cast(date_accnt_opened as date) as first_seen_date
    from source

)

select * from renamed
