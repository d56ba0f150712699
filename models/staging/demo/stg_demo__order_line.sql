with source as (

    select * from {{ source('raw_demo', 'erp_order_line') }}

),

latest as (

    {{ latest_load('source', ['order_id', 'line_number']) }}

),

renamed as (

    select
        -- keys
        cast(order_id as varchar) as order_id,
        cast(line_number as integer) as order_line_number,
        nullif(trim(cast(product_id as varchar)), '') as product_id,

        -- measures
        cast(quantity as integer) as quantity,
        {{ amount('unit_price') }} as unit_price_amount,
        cast(quantity as integer) * {{ amount('unit_price') }} as gross_amount,
        {{ amount('discount_amount') }} as discount_amount,
        {{ amount('line_amount') }} as net_amount,
        {{ amount('tax_amount') }} as tax_amount,
        {{ amount('cost_amount') }} as cost_amount,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
