{{ config(schema='intermediate') }}

{#
    A campaign's cost is shared by the customers it won: those whose first order it was the first
    to touch, by the weight of that touch.
#}
with orders as (

    select
        customer_key,
        order_key,
        order_date,
        row_number() over (partition by customer_key order by order_date, order_key) as order_number
    from {{ ref('fct_order') }}
    where
        customer_key <> 0
        and not is_cancelled
        and order_date <= {{ as_of_date() }}

),

attributions as (

    select * from {{ ref('fct_attribution') }}

),

costs as (

    select
        campaign_key,
        sum(cost_amount) as cost_amount
    from {{ ref('fct_campaign_cost') }}
    where cost_date <= {{ as_of_date() }}
    group by campaign_key

),

first_touches as (

    select
        orders.customer_key,
        attributions.campaign_key,
        sum(attributions.first_weight) as weight
    from orders
    inner join attributions
        on orders.order_key = attributions.order_key
    where
        orders.order_number = 1
        and attributions.campaign_key > 0
        and attributions.first_weight > 0
    group by orders.customer_key, attributions.campaign_key

),

campaigns as (

    select
        campaign_key,
        sum(weight) as acquired_count
    from first_touches
    group by campaign_key

),

final as (

    select
        first_touches.customer_key,

        {{ amount(
            'sum(' ~ times('costs.cost_amount', 'first_touches.weight') ~ ' / campaigns.acquired_count)'
        ) }}
            as acquisition_cost_amount
    from first_touches
    inner join campaigns
        on first_touches.campaign_key = campaigns.campaign_key
    inner join costs
        on first_touches.campaign_key = costs.campaign_key
    group by first_touches.customer_key

)

select * from final
