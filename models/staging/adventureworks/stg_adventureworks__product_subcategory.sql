with source as (

    select * from {{ source('raw_adventureworks', 'dim_product_subcategory') }}

),

latest as (

    {{ latest_load('source', ['ProductSubcategoryKey']) }}

),

renamed as (

    select
        -- keys
        cast(ProductSubcategoryKey as varchar) as product_subcategory_id,
        cast(ProductCategoryKey as varchar) as product_category_id,

        -- dimensions
        cast(EnglishProductSubcategoryName as varchar) as subcategory_name,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
