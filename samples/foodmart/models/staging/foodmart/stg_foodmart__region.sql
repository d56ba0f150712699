with source as (

    select * from {{ source('raw_foodmart', 'region') }}

),

renamed as (

    select
        -- keys
        cast(region_id as bigint) as region_id,

        -- dimensions
        cast(sales_district as varchar) as district_name,
        cast(sales_region as varchar) as region_name
    from source

)

select * from renamed
