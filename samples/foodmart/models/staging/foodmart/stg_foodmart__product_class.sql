with source as (

    select * from {{ source('raw_foodmart', 'product_class') }}

),

renamed as (

    select
        -- keys
        cast(product_class_id as bigint) as product_class_id,

        -- dimensions
        cast(product_subcategory as varchar) as subcategory_name,
        cast(product_category as varchar) as category_name,
        cast(product_department as varchar) as department_name,
        cast(product_family as varchar) as family_name
    from source

)

select * from renamed
