{#
    Revenue by who bought and what: customers within growth_new_customer_days of their first order
    are new, and so are products within growth_new_product_days of their launch, or of their first
    sale where that came before it or no launch is known.
#}
with lines as (

    select * from {{ ref('fct_order_line') }}
    where order_date <= {{ as_of_date() }}

),

customers as (

    select
        customer_key,
        min(order_date) as first_order_date
    from lines
    group by customer_key

),

products as (

    select
        first_sales.product_key,
        case
            when members.launched_date < first_sales.first_sale_date then members.launched_date
            else first_sales.first_sale_date
        end as market_date
    from (
        select product_key, min(order_date) as first_sale_date
        from lines
        group by product_key
    ) as first_sales
    left join {{ ref('dim_product_current') }} as members
        on first_sales.product_key = members.product_key

),

placed as (

    select
        cast(date_trunc('month', lines.order_date) as date) as month_start_date,
        case
            when lines.customer_key = 0 then 'unknown'
            when
                {{ days_between('customers.first_order_date', 'lines.order_date') }}
                < {{ var('growth_new_customer_days') }}
                then 'new'
            else 'existing'
        end as customer_newness,
        case
            when lines.product_key = 0 then 'unknown'
            when
                {{ days_between('products.market_date', 'lines.order_date') }}
                < {{ var('growth_new_product_days') }}
                then 'new'
            else 'existing'
        end as product_newness,
        lines.customer_key,
        lines.order_key,
        lines.quantity,
        lines.net_amount,
        lines.margin_amount
    from lines
    inner join customers
        on lines.customer_key = customers.customer_key
    inner join products
        on lines.product_key = products.product_key

),

final as (

    select
        month_start_date,
        customer_newness,
        product_newness,

        cast(count(distinct customer_key) as integer) as customer_count,
        cast(count(distinct order_key) as integer) as order_count,
        cast(sum(quantity) as bigint) as quantity,
        {{ amount('sum(net_amount)') }} as net_amount,
        {{ amount('sum(margin_amount)') }} as margin_amount
    from placed
    group by month_start_date, customer_newness, product_newness

)

select * from final
