import type { Figures } from "./figure.js";

const LAST_MONTH = `month_start_date =
  (select max(month_start_date) from customer.fct_customer_month)`;

export const CUSTOMER_FIGURES: Figures = {
  customers: [
    {
      measures: ["customer_count", "net_revenue", "margin", "profit"],
      dimensions: ["value_tier"],
      filters: [{ member: "value_tier", operator: "notEquals", values: ["none"] }],
      sql: `select value_tier, customer_count, net_amount, margin_amount, profit_amount
        from customer.agg_value_pyramid`,
    },
    {
      measures: ["customer_count", "buyer_count", "average_customer_value", "at_risk_rate"],
      dimensions: ["customer_type", "state"],
      sql: `select customer_type, state, count(*), count(*) filter (order_count > 0),
        (sum(net_amount) / nullif(count(*) filter (order_count > 0), 0))::decimal(18, 4),
        count(*) filter (churn_status = 'at_risk') / nullif(count(*) filter (order_count > 0), 0)
        from customer.dim_customer_profile group by all`,
    },
    {
      measures: ["return_loss", "service_cost", "acquisition_cost", "capital_cost", "profit"],
      dimensions: ["owner_region_name"],
      sql: `select current_region_name, sum(return_loss_amount), sum(service_cost_amount),
        sum(acquisition_cost_amount), sum(capital_cost_amount), sum(p.profit_amount)
        from customer.dim_customer_profile p
        left join customer.agg_customer_profit using (customer_key)
        left join shared.dim_customer_current c using (customer_key)
        left join shared.dim_employee_current e on e.employee_key = c.owner_employee_key group by all`,
    },
    {
      measures: ["customer_count", "mean_satisfaction", "median_recency_days"],
      dimensions: ["key_account_cell", "is_worth_saving"],
      sql: `select key_account_cell, is_worth_saving, count(*), avg(p.mean_satisfaction_score),
        median(p.recency_days)
        from customer.dim_customer_profile p left join customer.dim_key_account using (customer_key)
        left join customer.customer_churn_warning using (customer_key) group by all`,
    },
  ],
  customer_month: [
    {
      measures: ["customer_count", "overdue_amount", "lost_count"],
      dimensions: ["state"],
      sql: `select state, count(*), sum(overdue_amount), count(*) filter (churn_status = 'lost')
        from customer.fct_customer_month where ${LAST_MONTH} group by all`,
    },
    {
      measures: ["net_revenue", "active_customer_count", "service_cost", "mean_satisfaction"],
      dimensions: ["quarter", "customer_type"],
      sql: `select quarter_label, customer_type, sum(net_amount),
        count(distinct customer_key) filter (order_count > 0), sum(service_cost_amount),
        avg(satisfaction_score) from customer.fct_customer_month
        join shared.dim_date on date_day = fct_customer_month.month_start_date group by all`,
    },
    {
      measures: ["net_revenue", "customer_count"],
      dateRange: ["2025-01-01", "2025-09-30"],
      sql: `select sum(net_amount), count(*) filter (month_start_date = '2025-09-01')
        from customer.fct_customer_month where month_start_date between '2025-01-01' and '2025-09-30'`,
    },
  ],
  churn: [
    {
      measures: ["lost_customer_count", "customer_churn_rate", "expected_life_months"],
      dimensions: ["month", "customer_type"],
      sql: `select strftime(month_start_date, '%Y-%m'), customer_type, lost_customer_count,
        customer_churn_rate, expected_life_months from customer.agg_churn_month`,
    },
    {
      measures: ["gross_revenue_churn_rate", "net_revenue_churn_rate"],
      dimensions: ["customer_type"],
      sql: `select customer_type, gross_revenue_churn_rate, net_revenue_churn_rate
        from customer.agg_churn_month
        where month_start_date = (select max(month_start_date) from customer.agg_churn_month)`,
    },
  ],
  cohorts: [
    {
      measures: ["retention_rate"],
      dimensions: ["month_offset"],
      sql: `select month_offset, sum(active_customer_count) / sum(cohort_customer_count)
        from customer.agg_cohort_retention group by all`,
    },
  ],
  state_transitions: [
    {
      measures: ["customer_count"],
      dimensions: ["from_state", "to_state"],
      sql: `select from_state, to_state, sum(customer_count) from customer.agg_state_transition
        group by all`,
    },
  ],
  growth_matrix: [
    {
      measures: ["net_revenue", "margin", "units"],
      dimensions: ["customer_newness", "product_newness"],
      sql: `select customer_newness, product_newness, sum(net_amount), sum(margin_amount), sum(quantity)
        from customer.agg_growth_matrix_month group by all`,
    },
  ],
  value_concentration: [
    {
      measures: ["gini", "top_customer_share", "loss_making_count"],
      dimensions: ["value_measure"],
      sql: `select measure_name, gini_coefficient, top_customer_share, loss_making_count
        from customer.agg_value_concentration`,
    },
  ],
  value_curve: [
    {
      measures: ["lorenz_share", "whale_share"],
      dimensions: ["value_measure", "customer_percent"],
      sql: `select measure_name, customer_percent, lorenz_share, whale_share
        from customer.agg_value_curve`,
    },
  ],
  customer_labels: [
    {
      measures: ["label_count", "customer_count"],
      dimensions: ["label_name", "label_value"],
      sql: `select label_name, label_value, count(*), count(distinct customer_key)
        from customer.customer_label group by all`,
    },
  ],
  label_history: [
    {
      measures: ["change_count"],
      dimensions: ["label_name", "year"],
      sql: `select label_name, year(valid_from), count(*) from customer.customer_label_history
        where valid_from >= '2023-01-01' group by all`,
      filters: [{ member: "year", operator: "gte", values: ["2023"] }],
    },
  ],
  customer_identities: [
    {
      measures: ["record_count", "customer_count", "records_per_customer"],
      dimensions: ["source_system", "match_rule"],
      sql: `select source_system, match_rule, count(*), count(distinct nullif(customer_key, 0)),
        count(*) / count(distinct nullif(customer_key, 0)) from customer.customer_identity group by all`,
    },
  ],
};
