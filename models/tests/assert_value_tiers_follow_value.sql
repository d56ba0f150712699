-- No customer of a lower tier has more net amount than one of a higher tier.
with tiers as (

    select
        case value_tier when 'vip' then 1 when 'major' then 2 when 'regular' then 3 else 4 end
            as tier_rank,
        min(net_amount) as least_amount,
        max(net_amount) as greatest_amount
    from {{ ref('dim_customer_profile') }}
    where order_count > 0
    group by 1

)

select
    higher.tier_rank,
    higher.least_amount,
    lower_tier.greatest_amount
from tiers as higher
inner join tiers as lower_tier
    on higher.tier_rank < lower_tier.tier_rank
where higher.least_amount < lower_tier.greatest_amount
