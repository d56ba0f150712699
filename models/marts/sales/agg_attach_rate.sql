{# Of the orders with a product of one subcategory, how many also hold one of another. #}
with order_lines as (

    select * from {{ ref('fct_order_line') }}

),

products as (

    select * from {{ ref('dim_product_current') }}

),

baskets as (

    select distinct
        order_lines.source_system,
        cast(date_trunc('year', order_lines.order_date) as date) as year_start_date,
        order_lines.order_key,
        products.subcategory_name
    from order_lines
    inner join products
        on order_lines.product_key = products.product_key

),

anchors as (

    select source_system, year_start_date, subcategory_name, count(*) as order_count
    from baskets
    group by source_system, year_start_date, subcategory_name

),

pairs as (

    select
        baskets.source_system,
        baskets.year_start_date,
        baskets.subcategory_name as anchor_subcategory_name,
        attached.subcategory_name as attached_subcategory_name,
        count(*) as attached_order_count
    from baskets
    inner join baskets as attached
        on baskets.order_key = attached.order_key
        and baskets.subcategory_name <> attached.subcategory_name
    group by
        baskets.source_system, baskets.year_start_date, baskets.subcategory_name,
        attached.subcategory_name

),

final as (

    select
        {{ surrogate_key([
            'pairs.source_system', 'pairs.year_start_date', 'pairs.anchor_subcategory_name',
            'pairs.attached_subcategory_name',
        ]) }} as attach_rate_key,

        pairs.source_system,
        pairs.year_start_date,
        pairs.anchor_subcategory_name,
        pairs.attached_subcategory_name,

        cast(anchors.order_count as integer) as anchor_order_count,
        cast(pairs.attached_order_count as integer) as attached_order_count,
        {{ rate_of('pairs.attached_order_count', 'anchors.order_count') }} as attach_rate
    from pairs
    inner join anchors
        on pairs.source_system = anchors.source_system
        and pairs.year_start_date = anchors.year_start_date
        and pairs.anchor_subcategory_name = anchors.subcategory_name

)

select * from final
