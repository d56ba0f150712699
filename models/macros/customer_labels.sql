{#
    Every label of a customer with the column of dim_customer_profile that holds it, the columns of
    that table that are its evidence, and whether fct_customer_month has it month by month.
#}
{% macro customer_labels() -%}
    {{ return([
        ('state', 'state', ['order_count', 'recency_days'], true),
        ('rfm_segment', 'rfm_segment', ['rfm_cell', 'recency_days', 'frequency', 'monetary_amount'], true),
        ('lifecycle_stage', 'lifecycle_stage', ['growth_slope', 'order_count'], true),
        ('churn_status', 'churn_status', ['recency_days', 'gap_limit_days'], true),
        ('churn_reason', 'churn_reason', ['churn_complaint_count', 'churn_breach_count'], false),
        ('value_tier', 'value_tier', ['value_rank', 'net_amount'], false),
        ('abc_class', 'abc_class', ['margin_amount'], false),
        ('credit_class', 'credit_class', ['late_rate', 'mean_days_late', 'overdue_amount'], false),
        ('loyalty_credit_cell', 'loyalty_credit_cell', ['loyalty_level', 'credit_level'], false),
        ('loyalty_size_cell', 'loyalty_size_cell', ['loyalty_level', 'size_level'], false),
        ('treatment_name', 'treatment_name', ['loyalty_level', 'size_level', 'credit_level'], false),
        ('loyalty_attitude_cell', 'loyalty_attitude_cell', ['mean_nps_score', 'frequency'], false),
        ('satisfaction_loyalty_cell', 'satisfaction_loyalty_cell', ['mean_satisfaction_score', 'frequency'], false),
        ('satisfaction_trap', "case when is_satisfaction_trap then 'yes' else 'no' end", ['mean_satisfaction_score', 'churn_status'], false),
    ]) }}
{%- endmacro %}
