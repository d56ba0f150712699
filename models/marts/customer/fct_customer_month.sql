with orders as (

    select * from {{ ref('fct_order') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

months as (

    select
        customer_key,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        count(*) as order_count,
        sum(quantity) as quantity,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount
    from orders
    where order_date <= {{ as_of_date() }}
    group by customer_key, cast(date_trunc('month', order_date) as date)

),

final as (

    select
        months.customer_key,

        customers.source_system,
        months.month_start_date,

        cast(months.order_count as integer) as order_count,
        cast(months.quantity as bigint) as quantity,
        {{ amount('months.net_amount') }} as net_amount,
        {{ amount('months.margin_amount') }} as margin_amount
    from months
    inner join customers
        on months.customer_key = customers.customer_key

)

select * from final
