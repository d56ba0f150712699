import type { Figures } from "./figure.js";

const DAILY = `sales.fct_opportunity_daily d
  left join shared.dim_employee e on e.employee_key = d.employee_key
    and d.date_day >= e.valid_from and d.date_day < coalesce(e.valid_to, date '9999-12-31')`;

export const PIPELINE_FIGURES: Figures = {
  pipeline: [
    {
      measures: ["open_count", "open_amount", "weighted_amount", "stated_weighted_amount"],
      dimensions: ["stage_name"],
      sql: `select stage_name, open_count, open_amount, weighted_amount, stated_weighted_amount
        from sales.agg_pipeline_day
        where date_day = (select max(date_day) from sales.agg_pipeline_day)`,
    },
    {
      measures: ["open_amount", "mean_age_days", "weighted_rate"],
      dimensions: ["branch_name"],
      dateRange: ["2025-05-01", "2025-06-17"],
      sql: `select branch_name, sum(d.opportunity_amount), avg(d.age_days),
        sum(d.opportunity_amount * coalesce(weight_rate, 0)) / sum(d.opportunity_amount)
        from ${DAILY} left join sales.agg_stage_win_rate w on w.source_system = d.source_system
          and w.month_start_date = date_trunc('month', d.date_day)
          and w.stage_name = d.stage_name and w.segment_name = d.segment_name
        where d.date_day = '2025-06-17' group by all`,
    },
    {
      measures: ["open_count", "past_close_count"],
      dimensions: ["month"],
      sql: `select month_label, count(*), count(*) filter (is_past_close_date)
        from sales.fct_opportunity_daily join shared.dim_date using (date_day)
        where date_day = last_day(date_day) group by all`,
    },
  ],
  win_rates: [
    {
      measures: ["closed_count", "won_count", "win_rate", "amount_win_rate"],
      dimensions: ["stage_name"],
      sql: `select stage_name, sum(closed_count), sum(won_count),
        sum(won_count) / nullif(sum(closed_count), 0), sum(won_amount) / nullif(sum(closed_amount), 0)
        from sales.agg_stage_win_rate where month_start_date =
          (select max(month_start_date) from sales.agg_stage_win_rate) group by all`,
    },
  ],
  forecasts: [
    {
      measures: ["forecast", "opening_won", "won", "forecast_accuracy"],
      dimensions: ["month"],
      sql: `select strftime(month_start_date, '%Y-%m'), forecast_amount, opening_won_amount, won_amount,
        if(is_complete and opening_won_amount <> 0,
          greatest(1 - abs(forecast_amount - opening_won_amount) / opening_won_amount, 0), null)
        from sales.agg_pipeline_weighted`,
    },
  ],
  sales_velocity: [
    {
      measures: ["open_count", "win_rate"],
      dimensions: ["segment_name"],
      sql: `select segment_name, open_count, won_count / closed_count from sales.agg_sales_velocity
        where month_start_date = (select max(month_start_date) from sales.agg_sales_velocity)`,
    },
  ],
  opportunities: [
    {
      measures: ["opportunity_count", "open_amount", "won_count", "win_rate", "amount_win_rate"],
      dimensions: ["region_name", "team_name", "year"],
      sql: `select region_name, team_name, year(created_date), count(*),
        sum(opportunity_amount) filter (not is_closed), count(*) filter (is_won),
        count(*) filter (is_won) / nullif(count(*) filter (is_closed), 0),
        sum(opportunity_amount) filter (is_won) / sum(opportunity_amount) filter (is_closed)
        from sales.fct_opportunity left join shared.dim_employee using (employee_version_key)
        group by all`,
    },
    {
      measures: ["mean_cycle_days", "median_cycle_days", "p90_cycle_days", "median_open_age_days"],
      dimensions: ["opportunity_type"],
      sql: `select opportunity_type, avg(cycle_days) filter (is_won), median(cycle_days),
        quantile_cont(cycle_days, 0.9), median(age_days) filter (not is_closed)
        from sales.fct_opportunity group by all`,
    },
  ],
  opportunity_stages: [
    {
      measures: ["entered_count", "conversion_rate", "leakage_rate", "lost_amount"],
      dimensions: ["stage_name", "quarter"],
      sql: `select stage_name, year(quarter_start_date) || '-Q' || quarter(quarter_start_date),
        entered_count, advanced_count / nullif(entered_count - open_count, 0),
        lost_count / nullif(entered_count - open_count, 0), nullif(lost_amount, 0)
        from sales.agg_funnel_stage`,
    },
    {
      measures: ["median_stage_days", "p90_stage_days"],
      dimensions: ["stage_name"],
      sql: `select stage_name, median(stage_days), quantile_cont(stage_days, 0.9)
        from sales.fct_opportunity_stage where stage_outcome = 'open' and exit_kind <> 'open'
        group by all`,
    },
  ],
  leads: [
    {
      measures: ["lead_count", "contacted_count", "conversion_rate", "win_rate", "won_amount"],
      dimensions: ["month", "lead_source"],
      sql: `select strftime(month_start_date, '%Y-%m'), lead_source, lead_count, contacted_count,
        converted_count / lead_count, won_count / lead_count, won_amount
        from sales.agg_lead_source`,
    },
    {
      measures: ["mean_minutes_to_first_contact", "median_minutes_to_first_contact"],
      dimensions: ["man_cell", "lead_action"],
      sql: `select man_cell, lead_action, avg(minutes_to_first_contact),
        median(minutes_to_first_contact) from sales.fct_lead group by all`,
    },
  ],
};
