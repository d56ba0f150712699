with orders as (

    {{ conform('order', [
        'order_id', 'customer_id', 'channel_id', 'order_date', 'shipped_date',
    ]) }}

),

order_lines as (

    select * from {{ ref('fct_order_line') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

line_totals as (

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
    from order_lines
    group by order_key

),

keyed as (

    select
        {{ surrogate_key(['orders.source_system', 'orders.order_id']) }} as order_key,
        coalesce(customers.customer_key, 0) as customer_key,
        coalesce(channels.channel_key, 0) as channel_key,
        orders.source_system,
        orders.order_id,
        orders.customer_id,
        orders.order_date,
        orders.shipped_date
    from orders
    left join customers
        on orders.source_system = customers.source_system
        and orders.customer_id = customers.customer_id
    left join channels
        on orders.channel_id = channels.channel_id

),

final as (

    select
        keyed.order_key,
        keyed.customer_key,
        keyed.channel_key,

        keyed.source_system,
        keyed.order_id,
        keyed.customer_id,
        keyed.order_date,
        keyed.shipped_date,

        cast(coalesce(line_totals.line_count, 0) as integer) as line_count,
        cast(coalesce(line_totals.quantity, 0) as bigint) as quantity,
        {{ amount('coalesce(line_totals.gross_amount, 0)') }} as gross_amount,
        {{ amount('coalesce(line_totals.discount_amount, 0)') }} as discount_amount,
        {{ amount('coalesce(line_totals.net_amount, 0)') }} as net_amount,
        {{ amount('coalesce(line_totals.tax_amount, 0)') }} as tax_amount,
        {{ amount('coalesce(line_totals.cost_amount, 0)') }} as cost_amount,
        {{ amount('coalesce(line_totals.margin_amount, 0)') }} as margin_amount
    from keyed
    left join line_totals
        on keyed.order_key = line_totals.order_key

)

select * from final
