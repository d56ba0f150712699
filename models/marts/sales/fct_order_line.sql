{# A line whose customer, product or channel is not in its dimension points to member 0. #}
with order_lines as (

    {{ conform('order_line', [
        'order_id', 'order_line_number', 'customer_id', 'product_id', 'channel_id', 'order_date',
        'quantity', 'gross_amount', 'discount_amount', 'net_amount', 'tax_amount', 'cost_amount',
        '_load_id',
    ]) }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

products as (

    select * from {{ ref('dim_product') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

final as (

    select
        {{ surrogate_key([
            'order_lines.source_system', 'order_lines.order_id', 'order_lines.order_line_number',
        ]) }} as order_line_key,
        {{ surrogate_key(['order_lines.source_system', 'order_lines.order_id']) }} as order_key,
        coalesce(customers.customer_key, 0) as customer_key,
        coalesce(products.product_key, 0) as product_key,
        coalesce(channels.channel_key, 0) as channel_key,

        order_lines.source_system,
        order_lines.order_id,
        order_lines.order_line_number,
        order_lines.customer_id,
        order_lines.product_id,
        order_lines.order_date,

        order_lines.quantity,
        {{ amount('order_lines.gross_amount') }} as gross_amount,
        {{ amount('order_lines.discount_amount') }} as discount_amount,
        {{ amount('order_lines.net_amount') }} as net_amount,
        {{ amount('order_lines.tax_amount') }} as tax_amount,
        {{ amount('order_lines.cost_amount') }} as cost_amount,
        {{ amount('order_lines.net_amount - order_lines.cost_amount') }} as margin_amount,

        order_lines._load_id
    from order_lines
    left join customers
        on order_lines.source_system = customers.source_system
        and order_lines.customer_id = customers.customer_id
    left join products
        on order_lines.source_system = products.source_system
        and order_lines.product_id = products.product_id
    left join channels
        on order_lines.channel_id = channels.channel_id

)

select * from final
