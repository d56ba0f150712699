{{ config(schema='intermediate', materialized='table') }}

{#
    Orders per month and driver, of the systems whose orders cases name: what complaints are
    measured against. An order counts once for each product and batch that is in it.
#}
with cases as (

    select * from {{ ref('fct_case') }}

),

orders as (

    select * from {{ ref('fct_order') }}

),

order_lines as (

    select * from {{ ref('fct_order_line') }}

),

systems as (

    select distinct orders.source_system
    from cases
    inner join orders
        on cases.order_key = orders.order_key

),

lines as (

    select
        order_lines.order_key,
        order_lines.product_key,
        order_lines.batch_no,
        orders.organisation_key,
        cast(date_trunc('month', orders.order_date) as date) as month_start_date
    from order_lines
    inner join orders
        on order_lines.order_key = orders.order_key
    inner join systems
        on orders.source_system = systems.source_system
    where orders.order_date <= {{ as_of_date() }}

),

final as (

    select
        month_start_date,
        'all' as driver_type,
        'all' as driver_id,
        count(distinct order_key) as order_count
    from lines
    group by month_start_date

    union all

    select
        month_start_date,
        'product' as driver_type,
        cast(product_key as varchar) as driver_id,
        count(distinct order_key) as order_count
    from lines
    where product_key <> 0
    group by month_start_date, product_key

    union all

    select
        month_start_date,
        'batch' as driver_type,
        batch_no as driver_id,
        count(distinct order_key) as order_count
    from lines
    where batch_no is not null
    group by month_start_date, batch_no

    union all

    select
        month_start_date,
        'branch' as driver_type,
        cast(organisation_key as varchar) as driver_id,
        count(distinct order_key) as order_count
    from lines
    where organisation_key <> 0
    group by month_start_date, organisation_key

)

select * from final
