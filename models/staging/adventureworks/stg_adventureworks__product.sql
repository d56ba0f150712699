with source as (

    select * from {{ source('raw_adventureworks', 'dim_product') }}

),

latest as (

    {{ latest_load('source', ['ProductKey']) }}

),

renamed as (

    select
        -- keys
        cast(ProductKey as varchar) as product_version_id,
        cast(ProductAlternateKey as varchar) as product_code,
        cast(ProductSubcategoryKey as varchar) as product_subcategory_id,

        -- dimensions
        cast(EnglishProductName as varchar) as product_name,
        cast(ProductKey as integer) as version_number,
        coalesce(Status = 'Current', false) as is_current,
        cast(StartDate as date) as started_date,

        -- measures
        {{ amount('ListPrice') }} as list_price_amount,
        {{ amount('StandardCost') }} as unit_cost_amount,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
