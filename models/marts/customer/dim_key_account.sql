{#
    Organisations with an order, placed by how attractive they are and how strong we are with them.
    Each factor is the share of organisations that are no better, 0 to 100; a factor that is not
    known counts key_account_unknown_score. Weights stand in the seed key_account_weight and add up to 1. A year
    is the key_account_window_months up to the as-of day, the one before as long.
#}
{%- set months = var('key_account_window_months') %}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}
    where customer_type = 'organisation' and order_count > 0

),

years as (

    select
        purchases.customer_key,
        sum(case when purchases.is_recent then purchases.net_amount else 0 end) as year_net_amount,
        sum(case when purchases.is_recent then 0 else purchases.net_amount end)
            as previous_year_net_amount,
        sum(case when purchases.is_recent then purchases.margin_amount else 0 end)
            as year_margin_amount
    from (
        select
            customer_key,
            net_amount,
            margin_amount,
            order_date > {{ add_months(as_of_date(), -months) }} as is_recent
        from {{ ref('int_customer_purchase_day') }}
        where order_date > {{ add_months(as_of_date(), -2 * months) }}
    ) as purchases
    group by purchases.customer_key

),

cases as (

    select
        cases.customer_key,
        avg(
            case when cases.is_first_response_breached or cases.is_resolution_breached then 0 else 1 end
        ) as kept_rate
    from {{ ref('fct_case') }} as cases
    inner join profiles
        on cases.customer_key = profiles.customer_key
    group by cases.customer_key

),

weights as (

    select * from {{ ref('key_account_weight') }}

),

figures as (

    select
        profiles.customer_key,
        profiles.customer_name,
        profiles.source_system,
        coalesce(years.year_net_amount, 0) as year_net_amount,
        {{ share(
            'years.year_net_amount - years.previous_year_net_amount',
            'years.previous_year_net_amount',
        ) }} as growth_rate,
        {{ share('years.year_margin_amount', 'years.year_net_amount') }} as margin_rate,
        profiles.share_of_wallet_rate,
        {{ amount(
            'coalesce(years.year_net_amount, 0) / nullif(profiles.share_of_wallet_rate, 0)'
            ~ ' - coalesce(years.year_net_amount, 0)'
        ) }} as potential_amount,
        profiles.mean_satisfaction_score,
        {{ days_between('profiles.first_order_date', as_of_date()) }} as tenure_days,
        cases.kept_rate
    from profiles
    left join years
        on profiles.customer_key = years.customer_key
    left join cases
        on profiles.customer_key = cases.customer_key

),

factors as (
    {% for factor, figure in key_account_factors() %}
    select
        customer_key,
        '{{ factor }}' as factor,
        100 * cume_dist() over (order by {{ figure }}) as factor_score
    from figures
    where {{ figure }} is not null
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

weighted as (

    select
        figures.customer_key,
        round(sum(
            case when weights.dimension = 'attractiveness'
                then weights.weight * coalesce(factors.factor_score, {{ var('key_account_unknown_score') }}) end
        ), 6) as attractiveness_score,
        round(sum(
            case when weights.dimension = 'strength'
                then weights.weight * coalesce(factors.factor_score, {{ var('key_account_unknown_score') }}) end
        ), 6) as strength_score
    from figures
    cross join weights
    left join factors
        on figures.customer_key = factors.customer_key
        and weights.factor = factors.factor
    group by figures.customer_key

),

final as (

    select
        figures.customer_key,

        figures.source_system,
        figures.customer_name,
        case
            when
                weighted.attractiveness_score >= {{ var('key_account_min_score') }}
                and weighted.strength_score >= {{ var('key_account_min_score') }}
                then 'key'
            when weighted.attractiveness_score >= {{ var('key_account_min_score') }} then 'develop'
            when weighted.strength_score >= {{ var('key_account_min_score') }} then 'maintain'
            else 'opportunistic'
        end as key_account_cell,

        {{ amount('figures.year_net_amount') }} as year_net_amount,
        figures.growth_rate,
        figures.margin_rate,
        figures.share_of_wallet_rate,
        figures.potential_amount,
        figures.mean_satisfaction_score,
        cast(figures.tenure_days as integer) as tenure_days,
        figures.kept_rate as sla_attainment_rate,
        weighted.attractiveness_score,
        weighted.strength_score
    from figures
    inner join weighted
        on figures.customer_key = weighted.customer_key

)

select * from final
