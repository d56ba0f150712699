with source as (

    select * from {{ source('raw_foodmart', 'store') }}

),

renamed as (

    select
        -- keys
        cast(store_id as bigint) as store_id,
        cast(region_id as bigint) as region_id,

        -- dimensions
        cast(store_name as varchar) as store_name,
        cast(store_type as varchar) as store_type,
        cast(store_city as varchar) as city_name,
        cast(store_state as varchar) as state_name,
        cast(store_country as varchar) as country_name,
        cast(first_opened_date as date) as opened_date
    from source

)

select * from renamed
