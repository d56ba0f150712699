{{ config(schema='intermediate') }}

{# Months with a purchase, each with the month of the customer's first one. #}
with purchases as (

    select * from {{ ref('int_customer_purchase_day') }}

),

months as (

    select
        customer_key,
        month_start_date,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount
    from purchases
    group by customer_key, month_start_date

),

firsts as (

    select
        customer_key,
        min(month_start_date) as first_month_start_date
    from purchases
    group by customer_key

),

final as (

    select
        months.customer_key,

        months.month_start_date,
        firsts.first_month_start_date,

        months.order_count,
        months.net_amount,
        months.margin_amount
    from months
    inner join firsts
        on months.customer_key = firsts.customer_key

)

select * from final
