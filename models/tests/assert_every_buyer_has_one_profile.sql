-- Every customer has one profile with every label, and profiles with orders are those of buyers.
with buyers as (

    select distinct customer_key
    from {{ ref('fct_order') }}
    where
        order_date <= {{ as_of_date() }}
        and customer_key <> 0
        and not is_cancelled

),

profiles as (

    select
        customer_key,
        count(*) as profile_count,
        count(value_tier) as tier_count,
        count(rfm_segment) as segment_count,
        count(state) as state_count,
        max(order_count) as order_count
    from {{ ref('dim_customer_profile') }}
    group by customer_key

)

select
    coalesce(buyers.customer_key, profiles.customer_key) as customer_key,
    profiles.profile_count
from buyers
full outer join profiles
    on buyers.customer_key = profiles.customer_key
where
    (buyers.customer_key is null and profiles.order_count > 0)
    or (buyers.customer_key is not null and coalesce(profiles.order_count, 0) = 0)
    or profiles.profile_count <> 1
    or profiles.tier_count <> 1
    or profiles.segment_count <> 1
    or profiles.state_count <> 1
