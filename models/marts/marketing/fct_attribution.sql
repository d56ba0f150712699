{{ config(
    enabled=true,
    schema='marketing',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='order_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Every message that reached the customer in the var attribution_window_days days before an order
    is credited with part of it; on the order's own day, where the time of both is known, only before it. Members held out get no messages, so no credit.

    Orders and touches meet by spans of as many days as the window has: a touch in the window lies in
    the order's span or in the one before. Made again are the days on which anything is another one: an
    order, or a message in the days before.
#}
{%- set span_days = var('attribution_window_days') + 1 %}
{%- set window_start = add_days('order_days.order_date', '-' ~ var('attribution_window_days')) %}
with order_days as (

    select
        order_date,
        {{ content_hash(['order_key', '_version_mark']) }} as orders_mark
    from {{ ref('fct_order') }}
    where
        customer_key <> 0
        and not is_cancelled
        and order_date <= {{ as_of_date() }}
    group by order_date

),

touch_days as (

    select
        touch_date,
        {{ content_hash(['touch_key', '_version_mark']) }} as touches_mark
    from {{ ref('fct_campaign_touch') }}
    where customer_key <> 0
    group by touch_date

),

windows as (

    select
        order_days.order_date,
        order_days.orders_mark,
        {{ content_hash(['touch_days.touch_date', 'touch_days.touches_mark']) }} as touches_mark
    from order_days
    left join touch_days
        on touch_days.touch_date >= {{ window_start }}
        and touch_days.touch_date <= order_days.order_date
    group by order_days.order_date, order_days.orders_mark

),

marks as (

    select
        order_date,
        {{ row_hash([
            'orders_mark', 'touches_mark', var('attribution_window_days'),
            var('position_first_weight'), var('position_last_weight'),
        ]) }} as _version_mark
    from windows

),

changed as (

    {{ changed_groups('marks', ['order_date']) }}

),

orders as (

    select
        orders.order_key,
        orders.customer_key,
        orders.source_system,
        orders.order_date,
        orders.ordered_at,
        orders.net_amount,
        orders.margin_amount,
        changed._version_mark,
        {{ span_of('orders.order_date', span_days) }} as order_span
    from {{ ref('fct_order') }} as orders
    inner join changed
        on orders.order_date = changed.order_date
    where
        orders.customer_key <> 0
        and not orders.is_cancelled

),

touches as (

    select
        *,
        {{ span_of('touch_date', span_days) }} as touch_span
    from {{ ref('fct_campaign_touch') }}
    where customer_key <> 0

),

order_spans as (

    select *, order_span as touch_span from orders
    union all
    select *, order_span - 1 as touch_span from orders

),

credited as (

    select
        orders.order_key,
        touches.touch_key,
        touches.campaign_key,
        orders.customer_key,
        orders.source_system,
        orders.order_date,
        touches.touch_date,
        touches.touch_channel,
        orders.net_amount,
        orders.margin_amount,
        orders._version_mark,
        row_number() over (
            partition by orders.order_key order by touches.sent_at, touches.touch_key
        ) as touch_number,
        count(*) over (partition by orders.order_key) as touch_count
    from order_spans as orders
    inner join touches
        on orders.customer_key = touches.customer_key
        and orders.touch_span = touches.touch_span
        and touches.touch_date <= orders.order_date
        and touches.touch_date
        >= {{ add_days('orders.order_date', '-' ~ var('attribution_window_days')) }}
        and coalesce(touches.sent_at <= orders.ordered_at, true)

),

shared as (

    select
        *
        {%- for model in attribution_models() %},
        {{ cumulative_credit(model, 'touch_number', 'touch_count') }} as {{ model }}_credit,
        {{ cumulative_credit(model, 'touch_number - 1', 'touch_count') }} as {{ model }}_before
        {%- endfor %}
    from credited

),

final as (

    select
        {{ surrogate_key(['order_key', 'touch_key']) }} as attribution_key,
        order_key,
        touch_key,
        campaign_key,
        customer_key,

        source_system,
        order_date,
        touch_date,
        touch_channel,

        cast(touch_number as integer) as touch_number,
        cast(touch_count as integer) as touch_count,
        {{ days_between('touch_date', 'order_date') }} as days_before_order,
        {%- for model in attribution_models() %}
        {%- set credits = [model ~ '_credit', model ~ '_before'] %}
        {{ credited_part('1', credits[0], credits[1], 'decimal(18, 10)') }} as {{ model }}_weight,
        {{ credited_part('net_amount', credits[0], credits[1], 'decimal(18, 4)') }}
            as {{ model }}_net_amount,
        {{ credited_part('margin_amount', credits[0], credits[1], 'decimal(18, 4)') }}
            as {{ model }}_margin_amount
        {%- if not loop.last %},{% endif %}
        {%- endfor %},

        _version_mark
    from shared

)

{{ made_again('final', 'changed', ['order_date']) }}
