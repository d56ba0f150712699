-- Profiles add up to the lines of known customers up to the as-of date.
with profiles as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(margin_amount), 0) as margin_amount
    from {{ ref('dim_customer_profile') }}

),

order_lines as (

    select
        count(distinct order_key) as order_count,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(margin_amount), 0) as margin_amount
    from {{ ref('fct_order_line') }}
    where
        order_date <= {{ as_of_date() }}
        and customer_key <> 0

)

select
    profiles.net_amount as profile_net_amount,
    order_lines.net_amount as line_net_amount
from profiles
cross join order_lines
where
    profiles.order_count <> order_lines.order_count
    or profiles.net_amount <> order_lines.net_amount
    or profiles.margin_amount <> order_lines.margin_amount
