with source as (

    select * from {{ source('raw_foodmart', 'sales_fact_1997') }}

),

renamed as (

    select
        -- keys
        cast(_source_position as bigint) as order_line_number,
        cast(time_id as bigint) as day_id,
        cast(customer_id as bigint) as customer_id,
        cast(product_id as bigint) as product_id,
        cast(store_id as bigint) as store_id,
        cast(promotion_id as bigint) as promotion_id,

        -- measures
        cast(unit_sales as integer) as quantity,
        {{ amount('store_sales') }} as net_amount,
        {{ amount('store_cost') }} as cost_amount,

        -- metadata
        _load_id
    from source

)

select * from renamed
