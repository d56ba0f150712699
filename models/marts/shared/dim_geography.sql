with records as (

    {{ conform('customer', {'city_name': 'text', 'country_name': 'text'}) }}

),

units as (

    select * from {{ ref('int_organisation_day') }}

),

places as (

    select country_name, coalesce(city_name, 'Unknown') as city_name
    from records
    where country_name is not null
    union
    select country_name, coalesce(city_name, 'Unknown') as city_name
    from units
    where country_name is not null

),

members as (

    select
        {{ geography_key('country_name', 'city_name') }} as geography_key,
        country_name,
        city_name
    from places

    union all

    select
        0 as geography_key,
        'Unknown' as country_name,
        'Unknown' as city_name

),

final as (

    select
        cast(geography_key as bigint) as geography_key,

        country_name,
        city_name
    from members

)

select * from final
