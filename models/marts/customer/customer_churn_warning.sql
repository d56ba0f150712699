{# Customers who are silent for longer than usual and are worth a call, the most worthwhile first. #}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}
    where churn_status in ('at_risk', 'lost')

),

final as (

    select
        customer_key,

        source_system,
        customer_id,
        customer_name,
        customer_type,
        value_tier,
        last_order_date,
        churn_status,
        churn_reason,
        has_own_gap_limit,
        coalesce(margin_saved_amount > save_cost_amount, false) as is_worth_saving,

        recency_days,
        usual_gap_days,
        gap_limit_days,
        churn_complaint_count,
        churn_breach_count,
        margin_saved_amount,
        save_cost_amount,
        cast(
            row_number() over (
                order by margin_saved_amount - save_cost_amount desc, customer_key
            ) as integer
        ) as priority_rank
    from profiles

)

select * from final
