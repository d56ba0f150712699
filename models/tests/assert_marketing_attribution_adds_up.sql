-- The credit of an order is exactly 1 in every model, and its amounts are the order's.
with credits as (

    select
        order_key,
        count(*) as credit_count,
        max(touch_count) as touch_count
        {%- for model in attribution_models() %},
        sum({{ model }}_weight) as {{ model }}_weight,
        sum({{ model }}_net_amount) as {{ model }}_net_amount,
        sum({{ model }}_margin_amount) as {{ model }}_margin_amount
        {%- endfor %}
    from {{ ref('fct_attribution') }}
    group by order_key

)

select
    credits.order_key,
    orders.net_amount,
    orders.margin_amount
from credits
inner join {{ ref('fct_order') }} as orders
    on credits.order_key = orders.order_key
where
    credits.credit_count <> credits.touch_count
    {%- for model in attribution_models() %}
    or credits.{{ model }}_weight <> 1
    or credits.{{ model }}_net_amount <> orders.net_amount
    or credits.{{ model }}_margin_amount <> orders.margin_amount
    {%- endfor %}
