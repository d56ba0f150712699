{{ config(schema='intermediate', materialized='table') }}

{# Months with a purchase, with the customer's history up to the last purchase of the month. #}
with purchases as (

    select * from {{ ref('int_customer_purchase_day') }}

),

months as (

    select
        customer_key,
        month_start_date,
        sum(order_count) as order_count,
        sum(quantity) as quantity,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount,
        max(purchase_number) as purchase_number
    from purchases
    group by customer_key, month_start_date

),

final as (

    select
        months.customer_key,
        cast(
            row_number() over (
                partition by months.customer_key order by months.month_start_date
            ) as integer
        ) as purchase_month_number,

        months.month_start_date,
        min(months.month_start_date) over (partition by months.customer_key)
            as first_month_start_date,
        newest.order_date as last_order_date,

        months.order_count,
        months.quantity,
        months.net_amount,
        months.margin_amount,
        sum(months.order_count) over running as order_count_to_date,
        sum(months.net_amount) over running as net_amount_to_date,
        sum(months.margin_amount) over running as margin_amount_to_date,
        newest.gap_days as last_gap_days,
        newest.gap_count,
        newest.gap_median_days,
        newest.gap_limit_days
    from months
    inner join purchases as newest
        on months.customer_key = newest.customer_key
        and months.purchase_number = newest.purchase_number
    window running as (
        partition by months.customer_key order by months.month_start_date
        rows between unbounded preceding and current row
    )

)

select * from final
