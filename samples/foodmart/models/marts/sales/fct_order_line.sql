{# The source numbers no purchases: what a customer buys in a store on a day counts as one. #}
with order_lines as (

    select * from {{ ref('stg_foodmart__order_line') }}

),

days as (

    select * from {{ ref('stg_foodmart__day') }}

),

dated as (

    select order_lines.*, days.date_day as order_date
    from order_lines
    inner join days
        on order_lines.day_id = days.day_id

),

final as (

    select
        order_line_number as order_line_key,
        dense_rank() over (order by order_date, store_id, customer_id) as order_key,
        order_date,
        customer_id as customer_key,
        product_id as product_key,
        store_id as store_key,
        promotion_id as promotion_key,
        'foodmart' as source_system,
        concat_ws('-', cast(order_date as varchar), store_id, customer_id) as order_id,
        order_line_number,
        quantity,
        net_amount,
        cost_amount,
        {{ amount('net_amount - cost_amount') }} as margin_amount,
        _load_id
    from dated

)

select * from final
