{# By count and by value side by side: how many customers a tier has, and what they bring. #}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}
    where order_count > 0

),

tiers as (

    select
        value_tier,
        count(*) as customer_count,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount,
        sum(profit_amount) as profit_amount
    from profiles
    group by value_tier

),

final as (

    select
        value_tier,
        case value_tier
            when 'vip' then 1 when 'major' then 2 when 'regular' then 3 else 4
        end as tier_rank,

        cast(customer_count as integer) as customer_count,
        {{ amount('net_amount') }} as net_amount,
        {{ amount('margin_amount') }} as margin_amount,
        {{ amount('profit_amount') }} as profit_amount,
        {{ share('customer_count', 'sum(customer_count) over ()') }} as customer_share,
        {{ share('net_amount', 'sum(net_amount) over ()') }} as net_share,
        {{ share('margin_amount', 'sum(margin_amount) over ()') }} as margin_share
    from tiers

)

select * from final
