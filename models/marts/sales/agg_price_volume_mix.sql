{#
    Why net revenue changed between a month and the one before, or the same month a year before, by
    product. With quantity q and net r of the product and Q of the system's whole assortment:
    price  = (r1/q1 - r0/q0) * q1, volume = (Q1/Q0 - 1) * r0, mix = change - price - volume.
    A product not sold in one of the two months has no price effect: it came or went in the mix.
    The base is agg_sales_month's: the same days of the year before, and of the month before while
    the month lasts, but the whole of it for a month that is over.
#}
{% set comparisons = [('previous_month', 1), ('prior_year', 12)] %}
{% set month_start = "cast(date_trunc('month', order_date) as date)" %}
with order_lines as (

    select * from {{ ref('fct_order_line') }}

),

based as (

    select
        source_system,
        product_key,
        {{ month_start }} as month_start_date,
        quantity,
        net_amount
        {%- for comparison, distance in comparisons %},
        case
            {%- if comparison == 'previous_month' %}
            when {{ add_months(month_start, distance + 1) }} <= {{ add_days(as_of_date(), 1) }} then 1
            {%- endif %}
            when {{ add_months('order_date', distance) }} <= {{ as_of_date() }}
                and extract(day from {{ add_months('order_date', distance) }})
                    = extract(day from order_date)
                then 1
            else 0
        end as in_{{ comparison }}_base
        {%- endfor %}
    from order_lines

),

months as (

    select
        source_system,
        product_key,
        month_start_date,
        sum(quantity) as quantity,
        sum(net_amount) as net_amount
        {%- for comparison, distance in comparisons %},
        sum(in_{{ comparison }}_base * quantity) as {{ comparison }}_quantity,
        sum(in_{{ comparison }}_base * net_amount) as {{ comparison }}_net_amount,
        max(in_{{ comparison }}_base) as in_{{ comparison }}_base
        {%- endfor %}
    from based
    group by source_system, product_key, month_start_date

),

bounds as (

    select source_system, min(month_start_date) as first_month
    from months
    group by source_system

),

sides as (
    {% for comparison, distance in comparisons %}
    select
        '{{ comparison }}' as comparison_name,
        source_system,
        product_key,
        month_start_date,
        quantity,
        net_amount,
        0 as base_quantity,
        0 as base_net_amount
    from months

    union all

    select
        '{{ comparison }}' as comparison_name,
        source_system,
        product_key,
        {{ add_months('month_start_date', distance) }} as month_start_date,
        0 as quantity,
        0 as net_amount,
        {{ comparison }}_quantity as base_quantity,
        {{ comparison }}_net_amount as base_net_amount
    from months
    where in_{{ comparison }}_base = 1
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

{# Months whose base lies before the first month have nothing to be compared with. #}
pairs as (

    select
        sides.comparison_name,
        sides.source_system,
        sides.product_key,
        sides.month_start_date,
        sum(sides.quantity) as quantity,
        sum(sides.net_amount) as net_amount,
        sum(sides.base_quantity) as base_quantity,
        sum(sides.base_net_amount) as base_net_amount
    from sides
    inner join bounds
        on sides.source_system = bounds.source_system
        and sides.month_start_date <= {{ as_of_date() }}
        and sides.month_start_date >= case sides.comparison_name
            when 'previous_month' then {{ add_months('bounds.first_month', 1) }}
            else {{ add_months('bounds.first_month', 12) }}
        end
    group by
        sides.comparison_name, sides.source_system, sides.product_key, sides.month_start_date

),

totals as (

    select
        *,
        sum(quantity) over (
            partition by comparison_name, source_system, month_start_date
        ) as total_quantity,
        sum(base_quantity) over (
            partition by comparison_name, source_system, month_start_date
        ) as total_base_quantity
    from pairs

),

effects as (

    select
        *,
        case
            when quantity <> 0 and base_quantity <> 0
                then {{ amount('net_amount - cast(base_net_amount as double) / base_quantity * quantity') }}
            else {{ amount('0') }}
        end as price_effect_amount,
        case
            when total_base_quantity <> 0
                then {{ amount(
                    '(cast(total_quantity as double) / total_base_quantity - 1) * base_net_amount'
                ) }}
            else {{ amount('net_amount - base_net_amount') }}
        end as volume_effect_amount
    from totals

),

final as (

    select
        {{ surrogate_key(['comparison_name', 'source_system', 'product_key', 'month_start_date']) }}
            as price_volume_mix_key,
        product_key,

        comparison_name,
        source_system,
        month_start_date,
        {{ add_months('month_start_date', 1) }} <= {{ add_days(as_of_date(), 1) }} as is_complete,

        cast(quantity as bigint) as quantity,
        cast(base_quantity as bigint) as base_quantity,
        {{ amount('net_amount') }} as net_amount,
        {{ amount('base_net_amount') }} as base_net_amount,
        {{ amount('net_amount - base_net_amount') }} as change_amount,
        price_effect_amount,
        volume_effect_amount,
        {{ amount('net_amount - base_net_amount - price_effect_amount - volume_effect_amount') }}
            as mix_effect_amount
    from effects

)

select * from final
