with source as (

    select * from {{ source('raw_demo', 'erp_product') }}

),

latest as (

    {{ latest_load('source', ['product_id']) }}

),

renamed as (

    select
        -- keys
        cast(product_id as varchar) as product_id,
        cast(category_id as varchar) as category_id,

        -- dimensions
        cast(product_name as varchar) as product_name,
        nullif(trim(cast(brand_name as varchar)), '') as brand_name,

        -- measures
        {{ amount('list_price') }} as list_price_amount,
        {{ amount('unit_cost') }} as unit_cost_amount,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
