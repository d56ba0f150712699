-- Over all products the effects add up to the growth of the month's net amount, to the last decimal.
with effects as (

    select
        comparison_name,
        source_system,
        month_start_date,
        sum(price_effect_amount + volume_effect_amount + mix_effect_amount) as effect_amount
    from {{ ref('agg_price_volume_mix') }}
    group by comparison_name, source_system, month_start_date

),

months as (

    select
        *,
        min(month_start_date) over (partition by source_system) as first_month
    from {{ ref('agg_sales_month') }}

),

changes as (

    select
        'previous_month' as comparison_name,
        source_system,
        month_start_date,
        net_amount - previous_month_net_amount as change_amount
    from months
    where month_start_date >= {{ add_months('first_month', 1) }}

    union all

    select
        'prior_year' as comparison_name,
        source_system,
        month_start_date,
        net_amount - prior_year_net_amount as change_amount
    from months
    where month_start_date >= {{ add_months('first_month', 12) }}

)

select
    coalesce(effects.comparison_name, changes.comparison_name) as comparison_name,
    coalesce(effects.source_system, changes.source_system) as source_system,
    coalesce(effects.month_start_date, changes.month_start_date) as month_start_date,
    effects.effect_amount,
    changes.change_amount
from effects
full outer join changes
    on effects.comparison_name = changes.comparison_name
    and effects.source_system = changes.source_system
    and effects.month_start_date = changes.month_start_date
where coalesce(effects.effect_amount, 0) is distinct from changes.change_amount
