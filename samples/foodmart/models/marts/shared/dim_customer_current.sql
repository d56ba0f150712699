with customers as (

    select * from {{ ref('stg_foodmart__customer') }}

),

regions as (

    select * from {{ ref('stg_foodmart__region') }}

),

final as (

    select
        customers.customer_id as customer_key,
        'foodmart' as source_system,
        cast(customers.customer_id as varchar) as customer_id,
        customers.customer_name,
        customers.phone_number,
        customers.birth_date,
        customers.postal_code,
        customers.city_name,
        customers.state_name,
        customers.country_name,
        regions.district_name,
        regions.region_name,
        customers.gender,
        customers.marital_status,
        customers.education_level,
        customers.yearly_income,
        customers.member_card,
        customers.first_seen_date
    from customers
    inner join regions
        on customers.region_id = regions.region_id

)

select * from final
