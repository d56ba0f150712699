-- Over all products the effects add up to the change of the month's net amount, to the last decimal.
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
        source_system,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        sum(net_amount) as net_amount
    from {{ ref('fct_order_line') }}
    group by source_system, cast(date_trunc('month', order_date) as date)

)

select
    effects.comparison_name,
    effects.source_system,
    effects.month_start_date,
    effects.effect_amount
from effects
left join months
    on effects.source_system = months.source_system
    and effects.month_start_date = months.month_start_date
left join months as bases
    on effects.source_system = bases.source_system
    and case effects.comparison_name
        when 'previous_month' then {{ add_months('effects.month_start_date', -1) }}
        else {{ add_months('effects.month_start_date', -12) }}
    end = bases.month_start_date
where effects.effect_amount <> coalesce(months.net_amount, 0) - coalesce(bases.net_amount, 0)
