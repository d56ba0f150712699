{{ config(schema='intermediate') }}

{# One row per customer with an order and measure of value, for concentration. #}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}
    where order_count > 0

),

final as (
    {% for measure in ['net_amount', 'margin_amount', 'profit_amount'] %}
    select
        customer_key,
        '{{ measure }}' as measure_name,

        {{ measure }} as amount
    from profiles
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
