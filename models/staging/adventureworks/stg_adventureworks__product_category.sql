with source as (

    select * from {{ source('raw_adventureworks', 'dim_product_category') }}

),

latest as (

    {{ latest_load('source', ['ProductCategoryKey']) }}

),

renamed as (

    select
        -- keys
        cast(ProductCategoryKey as varchar) as product_category_id,

        -- dimensions
        cast(EnglishProductCategoryName as varchar) as category_name,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
