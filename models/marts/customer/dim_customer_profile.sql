{#
    The 360-degree view: the last month of fct_customer_month, with the labels that look at a
    customer's whole history or at all customers. A label that needs what is not known says so
    ('unknown', 'none'); none is null.
#}
with months as (

    select * from {{ ref('fct_customer_month') }}
    where month_start_date = date_trunc('month', {{ as_of_date() }})

),

customers as (

    select * from {{ ref('dim_customer_current') }}

),

firsts as (

    select
        customer_key,
        min(order_date) as first_order_date
    from {{ ref('int_customer_purchase_day') }}
    group by customer_key

),

value_ranks as (

    select * from {{ ref('int_customer_value') }}

),

credits as (

    select * from {{ ref('int_customer_credit') }}

),

attitudes as (

    select * from {{ ref('int_customer_attitude') }}

),

profits as (

    select * from {{ ref('agg_customer_profit') }}

),

reasons as (

    select * from {{ ref('int_customer_churn_reason') }}

),

treatments as (

    select * from {{ ref('customer_treatment') }}

),

gathered as (

    select
        months.*,
        customers.customer_id,
        customers.customer_name,
        customers.share_of_wallet as share_of_wallet_rate,
        customers.first_seen_date,
        firsts.first_order_date,
        coalesce(value_ranks.value_tier, 'none') as value_tier,
        coalesce(value_ranks.abc_class, 'none') as abc_class,
        value_ranks.value_rank,
        value_ranks.better_margin_share,
        coalesce(credits.credit_class, 'none') as credit_class,
        credits.late_rate,
        credits.mean_days_late,
        credits.longest_overdue_days,
        credits.overdue_rate,
        credits.return_rate,
        attitudes.mean_nps_score,
        attitudes.mean_satisfaction_score,
        coalesce(profits.profit_amount, 0) as profit_amount,
        reasons.churn_reason,
        reasons.complaint_count as churn_complaint_count,
        reasons.competitor_count as churn_competitor_count,
        reasons.price_count as churn_price_count,
        reasons.breach_count as churn_breach_count,
        reasons.mean_satisfaction_score as churn_satisfaction_score,
        case
            when months.order_count_to_date = 0 then 'none'
            when
                months.frequency >= {{ var('repeat_min_orders') }}
                and months.churn_status = 'active'
                then 'high'
            else 'low'
        end as loyalty_level,
        case
            when months.order_count_to_date = 0 then 'none'
            when value_ranks.value_tier in ({{ quoted_texts(var('large_value_tiers')) }}) then 'large'
            else 'small'
        end as size_level,
        case
            when credits.credit_class in ({{ quoted_texts(var('poor_credit_classes')) }}) then 'poor'
            else 'good'
        end as credit_level,
        case
            when attitudes.mean_nps_score is null then 'unknown'
            when attitudes.mean_nps_score >= {{ var('attitude_min_score') }} then 'high'
            else 'low'
        end as attitude_level,
        case
            when attitudes.mean_satisfaction_score is null then 'unknown'
            when
                attitudes.mean_satisfaction_score >= {{ var('satisfied_min_score') }}
                then 'high'
            else 'low'
        end as satisfaction_level
    from months
    inner join customers
        on months.customer_key = customers.customer_key
    left join firsts
        on months.customer_key = firsts.customer_key
    left join value_ranks
        on months.customer_key = value_ranks.customer_key
    left join credits
        on months.customer_key = credits.customer_key
    left join attitudes
        on months.customer_key = attitudes.customer_key
    left join profits
        on months.customer_key = profits.customer_key
    left join reasons
        on months.customer_key = reasons.customer_key

),

final as (

    select
        gathered.customer_key,

        gathered.source_system,
        gathered.customer_id,
        gathered.customer_name,
        gathered.customer_type,
        gathered.first_seen_date,
        gathered.first_order_date,
        gathered.last_order_date,
        gathered.state,
        gathered.recency_score,
        gathered.frequency_score,
        gathered.monetary_score,
        gathered.rfm_cell,
        gathered.rfm_segment,
        gathered.value_tier,
        gathered.abc_class,
        gathered.lifecycle_stage,
        gathered.churn_status,
        coalesce(gathered.churn_reason, 'none') as churn_reason,
        gathered.credit_class,
        gathered.loyalty_level,
        gathered.size_level,
        gathered.credit_level,
        gathered.attitude_level,
        gathered.satisfaction_level,
        case
            when gathered.loyalty_level = 'none' then 'none'
            when gathered.loyalty_level = 'high' and gathered.credit_level = 'good' then 'gold'
            when gathered.loyalty_level = 'low' and gathered.credit_level = 'good' then 'star'
            when gathered.loyalty_level = 'high' then 'risk'
            else 'junk'
        end as loyalty_credit_cell,
        case
            when gathered.loyalty_level = 'none' then 'none'
            when gathered.loyalty_level = 'high' and gathered.size_level = 'large' then 'cash_cow'
            when gathered.loyalty_level = 'high' then 'tomorrow'
            when gathered.size_level = 'large' then 'warm_up'
            else 'marginal'
        end as loyalty_size_cell,
        coalesce(treatments.treatment_name, 'None') as treatment_name,
        case
            when gathered.loyalty_level = 'none' then 'no_purchase'
            when gathered.attitude_level = 'unknown' then 'unknown'
            when gathered.attitude_level = 'high' and gathered.loyalty_level = 'high' then 'loyal'
            when gathered.attitude_level = 'high' then 'latent'
            when gathered.loyalty_level = 'high' then 'spurious'
            else 'none'
        end as loyalty_attitude_cell,
        case
            when gathered.loyalty_level = 'none' then 'no_purchase'
            when gathered.satisfaction_level = 'unknown' then 'unknown'
            when
                gathered.satisfaction_level = 'high' and gathered.loyalty_level = 'high'
                then 'apostle'
            when gathered.satisfaction_level = 'high' then 'mercenary'
            when gathered.loyalty_level = 'high' then 'hostage'
            else 'defector'
        end as satisfaction_loyalty_cell,
        gathered.satisfaction_level = 'high' and gathered.churn_status in ('at_risk', 'lost')
            as is_satisfaction_trap,
        gathered.has_own_gap_limit,

        cast(gathered.order_count_to_date as integer) as order_count,
        gathered.net_amount_to_date as net_amount,
        gathered.margin_amount_to_date as margin_amount,
        {{ amount('gathered.profit_amount') }} as profit_amount,
        gathered.recency_days,
        gathered.frequency,
        gathered.monetary_amount,
        gathered.value_rank,
        gathered.usual_gap_days,
        gathered.gap_limit_days,
        gathered.last_gap_days,
        gathered.qualified_date,
        round(gathered.better_margin_share, 6) as better_margin_share,
        case
            when gathered.order_count_to_date > 0
                then greatest(gathered.usual_gap_days - gathered.recency_days, 0)
        end as expected_days_to_next_order,
        {{ amount(
            'gathered.frequency * gathered.margin_amount_to_date'
            ~ ' / nullif(gathered.order_count_to_date, 0)'
        ) }} as expected_year_profit_amount,
        case
            when gathered.churn_status in ('at_risk', 'lost') then {{ amount(
                'gathered.margin_amount_to_date * 365 / greatest('
                ~ days_between('gathered.first_order_date', as_of_date()) ~ ', '
                ~ var('save_min_tenure_days') ~ ', 1) * ' ~ var('save_success_rate')
            ) }}
        end as margin_saved_amount,
        case
            when gathered.churn_status in ('at_risk', 'lost') then {{ amount(
                var('save_contact_cost') ~ ' + ' ~ var('save_success_rate') ~ ' * '
                ~ var('save_offer_rate')
                ~ ' * gathered.net_amount_to_date / nullif(gathered.order_count_to_date, 0)'
            ) }}
        end as save_cost_amount,
        gathered.overdue_amount,
        gathered.late_rate,
        gathered.mean_days_late,
        gathered.longest_overdue_days,
        gathered.overdue_rate,
        gathered.return_rate,
        gathered.mean_nps_score,
        gathered.mean_satisfaction_score,
        gathered.share_of_wallet_rate,
        gathered.growth_slope,
        gathered.churn_complaint_count,
        gathered.churn_competitor_count,
        gathered.churn_price_count,
        gathered.churn_breach_count,
        gathered.churn_satisfaction_score
    from gathered
    left join treatments
        on gathered.loyalty_level = treatments.loyalty_level
        and gathered.size_level = treatments.size_level
        and gathered.credit_level = treatments.credit_level

)

select * from final
