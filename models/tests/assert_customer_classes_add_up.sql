-- Every customer, every line and every amount is in one class, and in no other.
with totals as (

    select
        'states, by month' as what,
        (select coalesce(sum(customer_count), 0) from {{ ref('agg_state_transition') }}) as class_total,
        (select count(*) from {{ ref('fct_customer_month') }}) as whole_total

    union all

    select
        'RFM segments, by month' as what,
        (
            select coalesce(sum(customer_count), 0) from {{ ref('agg_rfm_segment_month') }}
        ) as class_total,
        (
            select count(*) from {{ ref('fct_customer_month') }}
            where order_count_to_date > 0
        ) as whole_total

    union all

    select
        'RFM segments, by amount' as what,
        (select coalesce(sum(net_amount), 0) from {{ ref('agg_rfm_segment_month') }}) as class_total,
        (
            select coalesce(sum(monetary_amount), 0) from {{ ref('fct_customer_month') }}
            where order_count_to_date > 0
        ) as whole_total

    union all

    select
        'churn status, at risk' as what,
        (
            select coalesce(sum(at_risk_customer_count), 0) from {{ ref('agg_churn_month') }}
        ) as class_total,
        (
            select count(*) from {{ ref('fct_customer_month') }}
            where churn_status = 'at_risk'
        ) as whole_total

    union all

    select
        'value tiers' as what,
        (select coalesce(sum(customer_count), 0) from {{ ref('agg_value_pyramid') }}) as class_total,
        (select count(*) from {{ ref('dim_customer_profile') }} where order_count > 0) as whole_total

    union all

    select
        'value tiers, by amount' as what,
        (select coalesce(sum(net_amount), 0) from {{ ref('agg_value_pyramid') }}) as class_total,
        (select coalesce(sum(net_amount), 0) from {{ ref('dim_customer_profile') }}) as whole_total

    union all

    select
        'value tiers, by margin' as what,
        (select coalesce(sum(margin_amount), 0) from {{ ref('agg_value_pyramid') }}) as class_total,
        (select coalesce(sum(margin_amount), 0) from {{ ref('dim_customer_profile') }}) as whole_total

    union all

    select
        'growth matrix, by amount' as what,
        (select coalesce(sum(net_amount), 0) from {{ ref('agg_growth_matrix_month') }}) as class_total,
        (select coalesce(sum(net_amount), 0) from {{ ref('fct_order_line') }}) as whole_total

    union all

    select
        'growth matrix, by quantity' as what,
        (select coalesce(sum(quantity), 0) from {{ ref('agg_growth_matrix_month') }}) as class_total,
        (select coalesce(sum(quantity), 0) from {{ ref('fct_order_line') }}) as whole_total

    union all

    select
        'cells of key accounts' as what,
        (select count(*) from {{ ref('dim_key_account') }}) as class_total,
        (
            select count(*) from {{ ref('dim_customer_profile') }}
            where customer_type = 'organisation' and order_count > 0
        ) as whole_total

    union all

    select
        'silent customers' as what,
        (select count(*) from {{ ref('customer_churn_warning') }}) as class_total,
        (
            select count(*) from {{ ref('dim_customer_profile') }}
            where churn_status in ('at_risk', 'lost')
        ) as whole_total

    union all

    select
        'reasons of the silent' as what,
        (
            select count(*) from {{ ref('dim_customer_profile') }}
            where churn_reason <> 'none'
        ) as class_total,
        (
            select count(*) from {{ ref('dim_customer_profile') }}
            where churn_status in ('at_risk', 'lost')
        ) as whole_total

    union all

    select
        'the satisfaction trap' as what,
        (select count(*) from {{ ref('customer_satisfaction_trap') }}) as class_total,
        (
            select count(*) from {{ ref('dim_customer_profile') }}
            where is_satisfaction_trap
        ) as whole_total

)

select *
from totals
where class_total <> whole_total
