{# Of the orders with a product of one subcategory, how many also hold one of another. #}
with products as (

    select
        product_key,
        subcategory_name,
        cast(dense_rank() over (order by subcategory_name) as integer) as subcategory_no
    from {{ ref('dim_product_current') }}
    where subcategory_name is not null

),

subcategories as (

    select distinct subcategory_no, subcategory_name
    from products

),

orders as (

    select
        order_lines.order_key,
        order_lines.source_system,
        order_lines.order_date,
        array_agg(products.subcategory_no) as subcategory_nos
    from {{ ref('fct_order_line') }} as order_lines
    inner join products
        on order_lines.product_key = products.product_key
    group by order_lines.order_key, order_lines.source_system, order_lines.order_date

),

{# Orders of the same subcategories as one row: pairs are made of these, not of each order's. #}
folded as (

    select
        source_system,
        cast(date_trunc('year', order_date) as date) as year_start_date,
        subcategory_nos,
        count(*) as order_count,
        min(order_key) as basket_key
    from orders
    group by source_system, cast(date_trunc('year', order_date) as date), subcategory_nos

),

baskets as (

    select distinct
        folded.source_system,
        folded.year_start_date,
        folded.basket_key,
        folded.order_count,
        members.subcategory_no
    from folded
    cross join unnest(folded.subcategory_nos) as members (subcategory_no)

),

anchors as (

    select
        source_system,
        year_start_date,
        subcategory_no,
        sum(order_count) as order_count
    from baskets
    group by source_system, year_start_date, subcategory_no

),

attached as (

    select
        baskets.source_system,
        baskets.year_start_date,
        baskets.subcategory_no,
        others.subcategory_no as attached_subcategory_no,
        sum(baskets.order_count) as attached_order_count
    from baskets
    inner join baskets as others
        on baskets.basket_key = others.basket_key
        and baskets.subcategory_no <> others.subcategory_no
    group by
        baskets.source_system, baskets.year_start_date, baskets.subcategory_no, others.subcategory_no

),

pairs as (

    select
        attached.source_system,
        attached.year_start_date,
        subcategories.subcategory_name as anchor_subcategory_name,
        attached_subcategories.subcategory_name as attached_subcategory_name,
        anchors.order_count as anchor_order_count,
        attached.attached_order_count
    from attached
    inner join anchors
        on attached.source_system = anchors.source_system
        and attached.year_start_date = anchors.year_start_date
        and attached.subcategory_no = anchors.subcategory_no
    inner join subcategories
        on attached.subcategory_no = subcategories.subcategory_no
    inner join subcategories as attached_subcategories
        on attached.attached_subcategory_no = attached_subcategories.subcategory_no

),

final as (

    select
        {{ surrogate_key([
            'source_system', 'year_start_date', 'anchor_subcategory_name', 'attached_subcategory_name',
        ]) }} as attach_rate_key,

        source_system,
        year_start_date,
        anchor_subcategory_name,
        attached_subcategory_name,

        cast(anchor_order_count as integer) as anchor_order_count,
        cast(attached_order_count as integer) as attached_order_count,
        {{ rate_of('attached_order_count', 'anchor_order_count') }} as attach_rate
    from pairs

)

select * from final
