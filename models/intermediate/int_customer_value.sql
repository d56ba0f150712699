{{ config(schema='intermediate', materialized='table') }}

{#
    Customers with an order, ranked. Tiers count customers in falling net amount; ABC classes follow
    the margin that better customers have brought before this one.
#}
with months as (

    select * from {{ ref('fct_customer_month') }}

),

buyers as (

    select
        customer_key,
        net_amount_to_date as net_amount,
        margin_amount_to_date as margin_amount
    from months
    where
        month_start_date = date_trunc('month', {{ as_of_date() }})
        and order_count_to_date > 0

),

ranked as (

    select
        *,
        row_number() over (order by net_amount desc, customer_key) as value_rank,
        row_number() over (order by margin_amount desc, customer_key) as margin_rank,
        count(*) over () as customer_count,
        sum(greatest(net_amount, 0)) over (
            order by net_amount desc, customer_key
            rows between unbounded preceding and current row
        ) - greatest(net_amount, 0) as better_net_amount,
        sum(greatest(net_amount, 0)) over () as positive_net_amount,
        sum(greatest(margin_amount, 0)) over (
            order by margin_amount desc, customer_key
            rows between unbounded preceding and current row
        ) - greatest(margin_amount, 0) as better_margin_amount,
        sum(greatest(margin_amount, 0)) over () as positive_margin_amount
    from buyers

),

final as (

    select
        customer_key,

        case
            when value_rank <= ceil(customer_count * {{ var('vip_share') }}) then 'vip'
            when value_rank <= ceil(customer_count * {{ var('major_share') }}) then 'major'
            when value_rank <= ceil(customer_count * {{ var('regular_share') }}) then 'regular'
            else 'small'
        end as value_tier,
        case
            when margin_amount <= 0 then 'C'
            when
                better_margin_amount < {{ var('abc_a_share') }} * positive_margin_amount
                then 'A'
            when
                better_margin_amount < {{ var('abc_b_share') }} * positive_margin_amount
                then 'B'
            else 'C'
        end as abc_class,

        net_amount,
        margin_amount,
        cast(value_rank as integer) as value_rank,
        cast(margin_rank as integer) as margin_rank,
        {{ share('better_net_amount', 'positive_net_amount') }} as better_net_share,
        {{ share('better_margin_amount', 'positive_margin_amount') }} as better_margin_share
    from ranked

)

select * from final
