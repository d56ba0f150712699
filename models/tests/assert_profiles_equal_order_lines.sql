-- Profiles add up to the orders and lines of known customers up to the as-of date. An order may have no lines (yet).
with profiles as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(margin_amount), 0) as margin_amount
    from {{ ref('dim_customer_profile') }}

),

orders as (

    select count(*) as order_count
    from {{ ref('fct_order') }}
    where
        order_date <= {{ as_of_date() }}
        and customer_key <> 0
        and not is_cancelled

),

order_lines as (

    select
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(margin_amount), 0) as margin_amount
    from {{ ref('fct_order_line') }}
    where
        order_date <= {{ as_of_date() }}
        and customer_key <> 0

)

select
    profiles.order_count as profile_order_count,
    orders.order_count,
    profiles.net_amount as profile_net_amount,
    order_lines.net_amount as line_net_amount
from profiles
cross join orders
cross join order_lines
where
    profiles.order_count <> orders.order_count
    or profiles.net_amount <> order_lines.net_amount
    or profiles.margin_amount <> order_lines.margin_amount
