{#
    Organisations with an order, placed by how attractive they are and how strong we are with them.
    Each factor is the share of organisations that are no better, 0 to 100; a factor that is not
    known counts as the middle. Weights stand in the seed key_account_weight and add up to 1.
#}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}
    where customer_type = 'organisation' and order_count > 0

),

months as (

    select
        customer_key,
        sum(case when recent then net_amount else 0 end) as year_net_amount,
        sum(case when recent then 0 else net_amount end) as previous_year_net_amount,
        sum(case when recent then margin_amount else 0 end) as year_margin_amount
    from (
        select
            months.customer_key,
            months.net_amount,
            months.margin_amount,
            months.month_start_date > {{ add_months(as_of_date(), -12) }} as recent
        from {{ ref('fct_customer_month') }} as months
        inner join profiles
            on months.customer_key = profiles.customer_key
        where months.month_start_date > {{ add_months(as_of_date(), -24) }}
    ) as years
    group by customer_key

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
        months.year_net_amount,
        {{ share(
            'months.year_net_amount - months.previous_year_net_amount',
            'months.previous_year_net_amount',
        ) }} as growth_rate,
        {{ share('months.year_margin_amount', 'months.year_net_amount') }} as margin_rate,
        profiles.share_of_wallet_rate,
        {{ amount(
            'months.year_net_amount / nullif(profiles.share_of_wallet_rate, 0)'
            ~ ' - months.year_net_amount'
        ) }} as potential_amount,
        profiles.mean_satisfaction_score,
        {{ days_between('profiles.first_order_date', as_of_date()) }} as tenure_days,
        cases.kept_rate
    from profiles
    inner join months
        on profiles.customer_key = months.customer_key
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
                then weights.weight * coalesce(factors.factor_score, 50) end
        ), 6) as attractiveness_score,
        round(sum(
            case when weights.dimension = 'strength'
                then weights.weight * coalesce(factors.factor_score, 50) end
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
