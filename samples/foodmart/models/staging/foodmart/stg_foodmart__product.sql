with source as (

    select * from {{ source('raw_foodmart', 'product') }}

),

renamed as (

    select
        -- keys
        cast(product_id as bigint) as product_id,
        cast(product_class_id as bigint) as product_class_id,

        -- dimensions
        cast(SKU as varchar) as stock_keeping_unit,
        cast(product_name as varchar) as product_name,
        cast(brand_name as varchar) as brand_name,
        cast(low_fat as boolean) as is_low_fat,
        cast(recyclable_package as boolean) as is_recyclable,

        -- measures
        {{ amount('SRP') }} as list_price_amount
    from source

)

select * from renamed
