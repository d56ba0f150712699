{{ config(schema='intermediate') }}

{# Groups of countries are regions, countries branches, and their territories teams. #}
with territories as (

    select * from {{ ref('stg_adventureworks__sales_territory') }}

),

units as (

    select
        'company' as unit_id,
        'AdventureWorks' as unit_name,
        'company' as unit_type,
        cast(null as varchar) as parent_unit_id,
        cast(null as varchar) as country_name
    from territories
    group by unit_id

    union all

    select
        'group-' || group_name as unit_id,
        group_name as unit_name,
        'region' as unit_type,
        'company' as parent_unit_id,
        cast(null as varchar) as country_name
    from territories
    group by group_name

    union all

    select
        'country-' || country_name as unit_id,
        country_name as unit_name,
        'branch' as unit_type,
        'group-' || min(group_name) as parent_unit_id,
        country_name
    from territories
    group by country_name

    union all

    select
        'territory-' || territory_number as unit_id,
        region_name as unit_name,
        'team' as unit_type,
        'country-' || country_name as parent_unit_id,
        country_name
    from territories

),

final as (

    select
        unit_id,

        unit_name,
        unit_type,
        parent_unit_id,
        cast(null as varchar) as city_name,
        country_name,
        false as is_deleted,
        date '1900-01-01' as valid_from
    from units

)

select * from final
