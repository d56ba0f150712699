{{ config(severity='warn') }}

-- Of a line no more is returned than was sold; what is makes a return rate above 1.
with returns as (

    select
        order_line_key,
        sum(quantity) as quantity,
        sum(net_source_amount) as net_source_amount
    from {{ ref('fct_return_line') }}
    where order_line_key <> 0
    group by order_line_key

)

select
    order_lines.source_system,
    order_lines.order_id,
    order_lines.order_line_number,
    order_lines.quantity as sold_quantity,
    returns.quantity as returned_quantity,
    order_lines.net_source_amount as sold_net_source_amount,
    returns.net_source_amount as returned_net_source_amount
from returns
inner join {{ ref('fct_order_line') }} as order_lines
    on returns.order_line_key = order_lines.order_line_key
where
    abs(returns.quantity) > abs(order_lines.quantity)
    or abs(returns.net_source_amount) > abs(order_lines.net_source_amount)
