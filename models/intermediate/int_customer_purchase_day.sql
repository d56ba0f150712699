{{ config(schema='intermediate', materialized='table') }}

{#
    Orders of one day are one purchase. Gaps are days between purchases; their quantiles look back
    only, so that a month of the past is judged by what was known then.
#}
with orders as (

    select * from {{ ref('fct_order') }}

),

days as (

    select
        customer_key,
        order_date,
        count(*) as order_count,
        sum(quantity) as quantity,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount
    from orders
    where
        customer_key <> 0
        and not is_cancelled
        and order_date <= {{ as_of_date() }}
    group by customer_key, order_date

),

gaps as (

    select
        *,
        {{ days_between(
            'lag(order_date) over (partition by customer_key order by order_date)', 'order_date',
        ) }} as gap_days
    from days

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
            as gap_limit_days
    from gaps

)

select * from final
