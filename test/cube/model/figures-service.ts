import type { Figures } from "./figure.js";

const CALLS = "call_date, queue_name, is_offered, is_answered";

export const SERVICE_FIGURES: Figures = {
  service: [
    {
      measures: [
        "case_count",
        "first_response_attainment_rate",
        "resolution_attainment_rate",
        "reopen_rate",
        "first_contact_resolution_rate",
        "escalation_rate",
        "median_resolution_minutes",
        "p90_first_response_minutes",
      ],
      dimensions: ["month", "case_type", "priority_name"],
      sql: `select strftime(month_start_date, '%Y-%m'), case_type, priority_name, case_count,
        first_response_attainment_rate, resolution_attainment_rate, reopen_rate,
        first_contact_resolution_rate, escalation_rate, median_resolution_minutes,
        p90_first_response_minutes from service.agg_case_month`,
    },
    {
      measures: ["complaint_count", "complaining_customer_count", "median_accept_minutes"],
      dimensions: ["branch_name", "category_name"],
      sql: `select branch_name, category_name, count(*) filter (is_complaint),
        count(distinct nullif(c.customer_key, 0)) filter (is_complaint), median(accept_minutes::double)
        from service.fct_case c join shared.dim_product_current using (product_key)
        left join shared.dim_organisation o on o.organisation_key = c.organisation_key
          and c.opened_date >= o.valid_from
          and c.opened_date < coalesce(o.valid_to, date '9999-12-31') group by all`,
    },
  ],
  case_events: [
    {
      measures: ["event_count", "touched_case_count", "median_seconds_since_previous"],
      dimensions: ["event_name", "case_type"],
      sql: `select event_name, case_type, count(*), count(distinct case_key),
        median(seconds_since_previous)
        from service.fct_case_event join service.fct_case using (case_key) group by all`,
    },
  ],
  case_backlog: [
    {
      measures: ["backlog", "mean_backlog_age_days", "open_last_age_bucket"],
      dimensions: ["priority_name"],
      dateRange: ["2025-01-01", "2025-11-15"],
      sql: `select priority_name, sum(backlog_count), sum(backlog_age_days) / nullif(sum(backlog_count), 0),
        sum(age_last_bucket_count)
        from service.agg_case_backlog_daily where date_day = '2025-11-15' group by all`,
    },
  ],
  complaints: [
    {
      measures: ["complaint_count", "order_count", "complaints_per_1000_orders"],
      dimensions: ["month", "driver_type", "driver_name"],
      filters: [{ member: "driver_type", operator: "equals", values: ["product"] }],
      sql: `select strftime(month_start_date, '%Y-%m'), driver_type, driver_name, sum(complaint_count),
        sum(order_count), 1000 * sum(complaint_count) / nullif(sum(order_count), 0)
        from service.agg_complaint where driver_type = 'product' group by all`,
    },
    {
      measures: ["complaint_count", "order_count"],
      dimensions: ["year"],
      sql: `select year(month_start_date), sum(complaint_count), sum(order_count)
        from service.agg_complaint where driver_type = 'all' group by all`,
    },
    {
      measures: ["complaint_count", "order_count", "complaints_per_1000_orders"],
      dimensions: ["driver_type"],
      filters: [{ member: "driver_type", operator: "equals", values: ["cause"] }],
      sql: `select 'cause', sum(complaint_count), max(orders), 1000 * sum(complaint_count) / max(orders)
        from service.agg_complaint, (select sum(order_count) as orders
          from service.agg_complaint where driver_type = 'all') where driver_type = 'cause'`,
    },
  ],
  complaint_drivers: [
    {
      measures: ["complaint_count", "excess_score"],
      dimensions: ["driver_type", "driver_name", "overall_rank"],
      sql: `select driver_type, driver_name, overall_rank, complaint_count, excess_score
        from service.agg_complaint_driver`,
    },
  ],
  complaint_recovery: [
    {
      measures: ["repurchase_rate", "churn_rate"],
      dimensions: ["recovery_outcome"],
      sql: `select recovery_outcome, sum(repurchased_count) / nullif(sum(observed_count), 0),
        sum(churned_count) / nullif(sum(churn_observed_count), 0)
        from service.agg_complaint_recovery group by all`,
    },
    {
      measures: ["recovery_rate"],
      sql: `select sum(customer_count) filter (recovery_outcome = 'recovered')
        / sum(customer_count) filter (recovery_outcome in ('recovered', 'not_recovered'))
        from service.agg_complaint_recovery`,
    },
  ],
  contact_centre: [
    {
      measures: [
        "offered_count",
        "abandon_rate",
        "service_level",
        "average_speed_of_answer",
        "average_handle_time",
        "occupancy",
      ],
      dimensions: ["queue_name", "month"],
      filters: [{ member: "queue_name", operator: "equals", values: ["sales", "service"] }],
      sql: `with calls as (
          select queue_name, strftime(call_date, '%Y-%m') as month,
            count(*) filter (is_offered) as offered,
            count(*) filter (is_offered and is_answered) as answered,
            count(*) filter (is_abandoned) as abandoned,
            count(*) filter (is_within_service_level) as in_time,
            sum(wait_seconds) filter (is_offered and is_answered) as waited,
            sum(handle_seconds) filter (is_offered and is_answered) as handled,
            sum(handle_seconds) as all_handled from service.fct_call group by all
        ), shifts as (
          select queue_name, strftime(shift_date, '%Y-%m') as month, sum(shift_seconds) as staffed
          from service.fct_agent_shift group by all
        )
        select queue_name, month, offered, abandoned / offered, in_time / offered,
          waited / answered, handled / answered, all_handled / staffed
        from calls join shifts using (queue_name, month)
        where queue_name in ('sales', 'service')`,
    },
    {
      measures: ["call_count", "p90_wait_seconds"],
      dimensions: ["branch_name", "employee_name"],
      filters: [{ member: "contact_kind", operator: "equals", values: ["call"] }],
      sql: `select branch_name, employee_name, count(*),
        quantile_cont(if(is_offered and is_answered, wait_seconds, null), 0.9)
        from (select employee_key, wait_seconds, ${CALLS} from service.fct_call) c
        left join shared.dim_employee e on e.employee_key = c.employee_key
          and call_date >= valid_from and call_date < coalesce(valid_to, date '9999-12-31')
        group by all`,
    },
    {
      measures: ["chat_count", "average_chat_handle_time", "callback_count", "callback_kept_rate"],
      sql: `select (select count(*) from service.fct_chat), (select avg(handle_seconds) from service.fct_chat),
        count(*), count(*) filter (callback_state = 'done_on_time')
          / count(*) filter (callback_state <> 'planned') from service.fct_callback`,
    },
  ],
  staffing: [
    {
      measures: ["offered_count", "service_level", "mean_required_agents", "understaffed_rate"],
      dimensions: ["queue_name", "interval_start_time"],
      sql: `select queue_name, interval_start_time, sum(offered_count),
        sum(within_service_level_count) / nullif(sum(offered_count), 0), avg(required_agents),
        avg((required_agents > staffed_agents)::int)
        from service.agg_contact_centre_interval group by all`,
    },
  ],
  satisfaction: [
    {
      measures: ["nps", "nps_lower", "nps_upper", "csat", "csat_lower", "csat_upper", "ces"],
      dimensions: ["month"],
      sql: `select strftime(month_start_date, '%Y-%m'), nps, nps_lower, nps_upper, csat_rate,
        csat_lower, csat_upper, ces_mean from service.agg_satisfaction_month where answered_count > 0`,
    },
    {
      measures: ["response_count", "mean_satisfaction", "task_success_rate"],
      dimensions: ["survey_id", "value_tier"],
      sql: `select survey_id, value_tier, count(*), avg(satisfaction_score),
        avg(is_task_completed::int)
        from service.fct_survey_response left join customer.dim_customer_profile using (customer_key)
        group by all`,
    },
  ],
  survey_answers: [
    {
      measures: ["answer_count", "mean_answer"],
      dimensions: ["question_id"],
      sql: `select question_id, count(*) filter (is_on_scale), avg(answer_value) filter (is_on_scale)
        from service.fct_survey_answer group by all`,
    },
  ],
  surveys_sent: [
    {
      measures: ["sent_count", "response_rate"],
      dimensions: ["month"],
      sql: `select strftime(month_start_date, '%Y-%m'), sent_count, response_rate
        from service.agg_satisfaction_month`,
    },
  ],
  satisfaction_index: [
    {
      measures: ["satisfaction_index"],
      dimensions: ["quarter", "node_id"],
      sql: `select year(quarter_start_date) || '-Q' || quarter(quarter_start_date), node_id, index_score
        from service.agg_satisfaction_index`,
    },
  ],
  importance_performance: [
    {
      measures: ["importance", "performance", "gap"],
      dimensions: ["quarter", "node_name"],
      sql: `select year(quarter_start_date) || '-Q' || quarter(quarter_start_date), node_name,
        importance_score, performance_score, gap_score from service.agg_importance_performance`,
    },
  ],
  heart: [
    {
      measures: ["happiness", "engagement", "adoption_rate", "retention_rate", "task_success_rate"],
      dimensions: ["quarter"],
      sql: `select year(quarter_start_date) || '-Q' || quarter(quarter_start_date), happiness_score,
        engagement_rate, adoption_rate, retention_rate, task_success_rate
        from service.agg_heart_quarter`,
    },
  ],
};
