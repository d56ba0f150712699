{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='month_start_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Orders per month and driver, of the systems whose orders cases name: what complaints are
    measured against. An order counts once for each product and batch that is in it.
#}
with orders as (

    select
        order_key,
        organisation_key,
        source_system,
        cast(date_trunc('month', order_date) as date) as month_start_date
    from {{ ref('fct_order') }}
    where order_date <= {{ as_of_date() }}

),

systems as (

    select distinct orders.source_system
    from {{ ref('fct_case') }} as cases
    inner join {{ ref('fct_order') }} as orders
        on cases.order_key = orders.order_key

),

named_orders as (

    select orders.order_key, orders.organisation_key, orders.month_start_date
    from orders
    inner join systems
        on orders.source_system = systems.source_system

),

months as (

    select
        named_orders.month_start_date,
        {{ content_hash([
            'order_lines.order_line_key', 'order_lines._version_mark',
            'named_orders.organisation_key',
        ]) }} as _version_mark
    from {{ ref('fct_order_line') }} as order_lines
    inner join named_orders
        on order_lines.order_key = named_orders.order_key
    group by named_orders.month_start_date

),

changed as (

    {{ changed_groups('months', ['month_start_date']) | indent(4) }}

),

lines as (

    select
        order_lines.order_key,
        order_lines.product_key,
        order_lines.batch_no,
        named_orders.organisation_key,
        named_orders.month_start_date
    from {{ ref('fct_order_line') }} as order_lines
    inner join named_orders
        on order_lines.order_key = named_orders.order_key
    inner join changed
        on named_orders.month_start_date = changed.month_start_date

),

counted as (

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
    where product_key > 0
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
    where organisation_key > 0
    group by month_start_date, organisation_key

),

final as (

    select
        counted.month_start_date,
        counted.driver_type,
        counted.driver_id,
        counted.order_count,

        changed._version_mark
    from counted
    inner join changed
        on counted.month_start_date = changed.month_start_date

)

{{ made_again('final', 'changed', ['month_start_date']) }}
