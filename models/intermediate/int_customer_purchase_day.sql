{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Orders of one day are one purchase. Gaps are days between purchases; their quantiles look back
    only, so that a month of the past is judged by what was known then. So does the day since which orders
    have made the customer's state what it is after each.
#}
with orders as (

    select customer_key, order_key, order_date, quantity, net_amount, margin_amount
    from {{ ref('fct_order') }}
    where
        customer_key <> 0
        and not is_cancelled
        and order_date <= {{ as_of_date() }}

),

marks as (

    select
        customer_key,
        {{ content_hash([
            'order_key', 'order_date', 'quantity', 'net_amount', 'margin_amount',
            "'quantile " ~ var('churn_gap_quantile') ~ ", lapsed " ~ var('lapsed_after_days')
            ~ ", loyal " ~ var('loyal_min_orders') ~ "'",
        ]) }} as _version_mark
    from orders
    group by customer_key

),

changed as (

    {{ changed_groups('marks', ['customer_key']) }}

),

days as (

    select
        orders.customer_key,
        orders.order_date,
        changed._version_mark,
        count(*) as order_count,
        cast(sum(orders.quantity) as bigint) as quantity,
        {{ amount('sum(orders.net_amount)') }} as net_amount,
        {{ amount('sum(orders.margin_amount)') }} as margin_amount
    from orders
    inner join changed
        on orders.customer_key = changed.customer_key
    group by orders.customer_key, orders.order_date, changed._version_mark

),

gaps as (

    select
        *,
        {{ days_between(
            'lag(order_date) over (partition by customer_key order by order_date)', 'order_date',
        ) }} as gap_days
    from days

),

counted as (

    select
        *,
        sum(order_count) over ({{ running_purchases() }}) as order_count_to_date
    from gaps

),

states as (

    select
        *,
        {{ buyer_state('gap_days', 'order_count_to_date') }} as state
    from counted

),

turns as (

    select
        *,
        case
            when
                gap_days > {{ var('lapsed_after_days') }}
                or state is distinct from lag(state) over (
                    partition by customer_key order by order_date
                )
                then order_date
        end as turn_date
    from states

),

final as (

    select
        customer_key,

        order_date,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        cast(
            row_number() over (partition by customer_key order by order_date) as integer
        ) as purchase_number,

        order_count,
        quantity,
        net_amount,
        margin_amount,
        gap_days,
        count(gap_days) over (
            partition by customer_key order by order_date
            rows between unbounded preceding and current row
        ) as gap_count,
        {{ quantile_over('gap_days', 0.5, running_purchases()) }} as gap_median_days,
        {{ quantile_over('gap_days', var('churn_gap_quantile'), running_purchases()) }}
            as gap_limit_days,
        max(turn_date) over ({{ running_purchases() }}) as state_since_date,
        min(order_date) over (
            partition by customer_key, date_trunc('month', order_date)
        ) as month_first_order_date,

        _version_mark
    from turns

)

{{ made_again('final', 'changed', ['customer_key']) }}
