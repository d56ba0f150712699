-- Customer months hold every order of a known customer up to the as-of date.
with months as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(quantity), 0) as quantity,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(margin_amount), 0) as margin_amount
    from {{ ref('fct_customer_month') }}

),

orders as (

    select
        count(*) as order_count,
        coalesce(sum(quantity), 0) as quantity,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(margin_amount), 0) as margin_amount
    from {{ ref('fct_order') }}
    where
        order_date <= {{ as_of_date() }}
        and customer_key <> 0
        and not is_cancelled

)

select
    months.net_amount as month_net_amount,
    orders.net_amount as order_net_amount
from months
cross join orders
where
    months.order_count <> orders.order_count
    or months.quantity <> orders.quantity
    or months.net_amount <> orders.net_amount
    or months.margin_amount <> orders.margin_amount
