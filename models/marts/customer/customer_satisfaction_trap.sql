{# Satisfied, and yet silent for longer than usual. #}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}

),

final as (

    select
        customer_key,

        source_system,
        customer_id,
        customer_name,
        customer_type,
        last_order_date,
        churn_status,
        churn_reason,

        recency_days,
        usual_gap_days,
        gap_limit_days,
        mean_satisfaction_score,
        mean_nps_score,
        margin_saved_amount,
        save_cost_amount
    from profiles
    where is_satisfaction_trap

)

select * from final
