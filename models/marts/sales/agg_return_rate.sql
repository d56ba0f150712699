{# Returns belong to the month in which the goods were sold, so that the rate is a share of them. #}
with order_lines as (

    select * from {{ ref('fct_order_line') }}

),

return_lines as (

    select * from {{ ref('fct_return_line') }}

),

returns as (

    select
        order_line_key,
        sum(quantity) as quantity,
        sum(net_amount) as net_amount
    from return_lines
    where order_line_key <> 0
    group by order_line_key

),

grouped as (

    select
        order_lines.source_system,
        order_lines.product_key,
        cast(date_trunc('month', order_lines.order_date) as date) as month_start_date,
        sum(order_lines.quantity) as sold_quantity,
        sum(order_lines.net_amount) as sold_net_amount,
        sum(coalesce(returns.quantity, 0)) as returned_quantity,
        sum(coalesce(returns.net_amount, 0)) as returned_net_amount
    from order_lines
    left join returns
        on order_lines.order_line_key = returns.order_line_key
    group by
        order_lines.source_system, order_lines.product_key,
        cast(date_trunc('month', order_lines.order_date) as date)

),

final as (

    select
        {{ surrogate_key(['source_system', 'product_key', 'month_start_date']) }} as return_rate_key,
        product_key,

        source_system,
        month_start_date,

        cast(sold_quantity as bigint) as sold_quantity,
        cast(returned_quantity as bigint) as returned_quantity,
        {{ rate_of('returned_quantity', 'sold_quantity') }} as quantity_return_rate,
        {{ amount('sold_net_amount') }} as sold_net_amount,
        {{ amount('returned_net_amount') }} as returned_net_amount,
        {{ rate_of('returned_net_amount', 'sold_net_amount') }} as amount_return_rate
    from grouped

)

select * from final
