-- An order's measures are the sums of its lines, and no line is without its order.
with line_totals as (

    select
        order_key,
        count(*) as line_count,
        sum(quantity) as quantity,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(net_amount) as net_amount,
        sum(tax_amount) as tax_amount,
        sum(cost_amount) as cost_amount,
        sum(margin_amount) as margin_amount
    from {{ ref('fct_order_line') }}
    group by order_key

)

select
    coalesce(orders.order_key, line_totals.order_key) as order_key,
    orders.net_amount as order_net_amount,
    line_totals.net_amount as line_net_amount
from {{ ref('fct_order') }} as orders
full outer join line_totals
    on orders.order_key = line_totals.order_key
where
    orders.order_key is null
    or orders.line_count <> coalesce(line_totals.line_count, 0)
    or orders.quantity <> coalesce(line_totals.quantity, 0)
    or orders.gross_amount <> coalesce(line_totals.gross_amount, 0)
    or orders.discount_amount <> coalesce(line_totals.discount_amount, 0)
    or orders.net_amount <> coalesce(line_totals.net_amount, 0)
    or orders.tax_amount <> coalesce(line_totals.tax_amount, 0)
    or orders.cost_amount <> coalesce(line_totals.cost_amount, 0)
    or orders.margin_amount <> coalesce(line_totals.margin_amount, 0)
