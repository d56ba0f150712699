{#
    RFM scores rank the customers with an order in the window among themselves; who has none is cell
    111. Value tiers and states look at the whole history.
#}
with orders as (

    select * from {{ ref('fct_order') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

segments as (

    select * from {{ ref('rfm_segment_map') }}

),

known_orders as (

    select
        customer_key,
        order_key,
        order_date,
        net_amount,
        margin_amount,
        {{ days_between('order_date', as_of_date()) }} < {{ var('rfm_window_days') }}
            as is_in_window,
        {{ days_between(
            'lag(order_date) over (partition by customer_key order by order_date, order_key)',
            'order_date',
        ) }} as gap_days,
        row_number() over (
            partition by customer_key
            order by order_date desc, order_key desc
        ) as newest_rank
    from orders
    where
        customer_key <> 0
        and order_date <= {{ as_of_date() }}

),

histories as (

    select
        customer_key,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        count(*) as order_count,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount,
        {{ days_between('max(order_date)', as_of_date()) }} as recency_days,
        max(case when newest_rank = 1 then gap_days end) as last_gap_days,
        sum(case when is_in_window then 1 else 0 end) as frequency,
        sum(case when is_in_window then net_amount else 0 end) as monetary_amount
    from known_orders
    group by customer_key

),

ranked as (

    select
        customer_key,
        {{ rank_score('recency_days desc', among='frequency > 0') }} as recency_score,
        {{ rank_score('frequency', among='frequency > 0') }} as frequency_score,
        {{ rank_score('monetary_amount', among='frequency > 0') }} as monetary_score,
        row_number() over (order by net_amount desc, customer_key) as value_rank,
        count(*) over () as customer_count
    from histories

),

scored as (

    select
        customer_key,
        recency_score,
        frequency_score,
        monetary_score,
        cast(floor((frequency_score + monetary_score + 1) / 2.0) as integer)
            as frequency_monetary_score,
        case
            when value_rank <= ceil(customer_count * {{ var('vip_share') }}) then 'vip'
            when value_rank <= ceil(customer_count * {{ var('major_share') }}) then 'major'
            when value_rank <= ceil(customer_count * {{ var('regular_share') }}) then 'regular'
            else 'small'
        end as value_tier
    from ranked

),

final as (

    select
        histories.customer_key,

        customers.source_system,
        customers.customer_id,
        customers.customer_name,
        customers.customer_type,
        histories.first_order_date,
        histories.last_order_date,

        cast(histories.order_count as integer) as order_count,
        {{ amount('histories.net_amount') }} as net_amount,
        {{ amount('histories.margin_amount') }} as margin_amount,
        cast(histories.recency_days as integer) as recency_days,
        cast(histories.frequency as integer) as frequency,
        {{ amount('histories.monetary_amount') }} as monetary_amount,
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score,
        cast(scored.recency_score as varchar)
            || cast(scored.frequency_score as varchar)
            || cast(scored.monetary_score as varchar) as rfm_cell,
        segments.rfm_segment,
        scored.value_tier,
        case
            when histories.recency_days > {{ var('lost_after_days') }} then 'lost'
            when histories.recency_days > {{ var('lapsed_after_days') }} then 'lapsed'
            when histories.last_gap_days > {{ var('lapsed_after_days') }} then 'won_back'
            when histories.order_count >= {{ var('loyal_min_orders') }} then 'loyal'
            when histories.order_count > 1 then 'repeat_buyer'
            else 'first_time_buyer'
        end as state
    from histories
    inner join customers
        on histories.customer_key = customers.customer_key
    inner join scored
        on histories.customer_key = scored.customer_key
    left join segments
        on scored.recency_score = segments.recency_score
        and scored.frequency_monetary_score = segments.frequency_monetary_score

)

select * from final
