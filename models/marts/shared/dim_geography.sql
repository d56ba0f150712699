{# A place is in the region that all customers' records of it name that name one. #}
with records as (

    {{ conform('customer', {
        'city_name': 'text',
        'region_name': 'text',
        'country_name': 'text',
    }) }}

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

regions as (

    select country_name, city_name, min(region_name) as region_name
    from records
    group by country_name, city_name
    having min(region_name) = max(region_name)

),

members as (

    select
        {{ geography_key('places.country_name', 'places.city_name') }} as geography_key,
        places.country_name,
        regions.region_name,
        places.city_name
    from places
    left join regions
        on places.country_name = regions.country_name
        and places.city_name = regions.city_name

    union all

    select
        0 as geography_key,
        'Unknown' as country_name,
        cast(null as varchar) as region_name,
        'Unknown' as city_name

),

final as (

    select
        cast(geography_key as bigint) as geography_key,

        country_name,
        region_name,
        city_name
    from members

)

select * from final
