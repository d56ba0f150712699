with stores as (

    select * from {{ ref('stg_foodmart__store') }}

),

regions as (

    select * from {{ ref('stg_foodmart__region') }}

),

final as (

    select
        stores.store_id as store_key,
        stores.store_name,
        stores.store_type,
        stores.city_name,
        stores.state_name,
        stores.country_name,
        regions.district_name,
        regions.region_name,
        stores.opened_date
    from stores
    inner join regions
        on stores.region_id = regions.region_id

)

select * from final
