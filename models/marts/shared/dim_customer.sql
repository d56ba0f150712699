with customers as (

    {{ conform('customer', [
        'customer_id', 'customer_name', 'customer_type', 'email_address', 'city_name',
        'country_name', 'industry_name', 'first_seen_date',
    ]) }}

),

members as (

    select
        {{ surrogate_key(['source_system', 'customer_id']) }} as customer_key,
        source_system,
        customer_id,
        customer_name,
        customer_type,
        email_address,
        coalesce(city_name, 'Unknown') as city_name,
        coalesce(country_name, 'Unknown') as country_name,
        industry_name,
        first_seen_date
    from customers

    union all

    select
        0 as customer_key,
        'unknown' as source_system,
        'unknown' as customer_id,
        'Unknown' as customer_name,
        'unknown' as customer_type,
        cast(null as varchar) as email_address,
        'Unknown' as city_name,
        'Unknown' as country_name,
        cast(null as varchar) as industry_name,
        cast(null as date) as first_seen_date

),

final as (

    select
        cast(customer_key as bigint) as customer_key,

        source_system,
        customer_id,
        customer_name,
        customer_type,
        email_address,
        city_name,
        country_name,
        industry_name,
        first_seen_date
    from members

)

select * from final
