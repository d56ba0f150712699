{{ config(schema='intermediate') }}

with order_lines as (

    select * from {{ ref('stg_demo__order_line') }}

),

orders as (

    select * from {{ ref('stg_demo__order') }}

),

final as (

    select
        order_lines.order_id,
        order_lines.order_line_number,
        orders.account_id as customer_id,
        order_lines.product_id,
        orders.channel_id,

        orders.order_date,

        order_lines.quantity,
        order_lines.gross_amount,
        order_lines.discount_amount,
        order_lines.net_amount,
        order_lines.tax_amount,
        order_lines.cost_amount,

        order_lines._load_id
    from order_lines
    left join orders
        on order_lines.order_id = orders.order_id

)

select * from final
