import type { Figures } from "./figure.js";

export const MARKETING_FIGURES: Figures = {
  campaigns: [
    {
      measures: [
        "member_count",
        "control_count",
        "lead_count",
        "touch_count",
        "cost",
        "open_rate",
        "response_rate",
        "conversion_rate",
        "roi",
        "uplift",
        "uplift_lower",
        "uplift_upper",
      ],
      dimensions: ["campaign_id"],
      filters: [{ member: "campaign_status", operator: "notEquals", values: ["Unknown"] }],
      sql: `select campaign_id, member_count, control_count, lead_count, touch_count,
        nullif(cost_amount, 0), open_rate, response_rate, conversion_rate,
        if(linear_margin_amount = 0, null, roi), uplift, uplift_lower, uplift_upper
        from marketing.agg_campaign_performance
        where campaign_key > 0 and member_count + control_count + touch_count + cost_amount > 0`,
    },
    {
      measures: ["treated_count", "held_out_count", "uplift"],
      dimensions: ["source_system"],
      filters: [{ member: "activity", operator: "equals", values: ["member"] }],
      sql: `select source_system, count(*) filter (not is_control), count(*) filter (is_control),
        avg(is_converted::int) filter (not is_control) - avg(is_converted::int) filter (is_control)
        from marketing.fct_campaign_member
        where is_window_over and customer_key <> 0 and campaign_key in (
          select campaign_key from marketing.fct_campaign_member where is_control and customer_key <> 0)
        group by all`,
    },
    {
      measures: ["cost_per_conversion", "new_customer_count", "attributed_revenue"],
      dimensions: ["campaign_segment", "offer_name"],
      sql: `select segment_name, offer_name, (sum(cost_amount) / nullif(sum(converted_count), 0))::decimal(18, 4),
        sum(new_customer_count), nullif(sum(linear_net_amount), 0)
        from marketing.agg_campaign_performance join shared.dim_campaign using (campaign_key)
        where member_count + control_count + touch_count + cost_amount > 0 group by all`,
    },
  ],
  campaign_messages: [
    {
      measures: ["touch_count", "open_rate", "response_rate", "response_lower"],
      dimensions: ["touch_channel", "sent_day_of_week", "sent_hour"],
      sql: `select touch_channel, sent_day_of_week, sent_hour, touch_count, open_rate, response_rate,
        response_lower from marketing.agg_send_time`,
    },
    {
      measures: ["touch_count", "unsubscribe_rate"],
      dimensions: ["touch_channel", "fatigue_step"],
      sql: `select touch_channel, touch_frequency, touch_count, unsubscribe_rate
        from marketing.agg_touch_fatigue`,
    },
  ],
  attribution: [
    {
      measures: ["linear_revenue", "first_touch_margin", "position_margin", "credited_order_count"],
      dimensions: ["touch_channel", "year"],
      sql: `select touch_channel, year(order_date), sum(linear_net_amount), sum(first_margin_amount),
        sum(position_margin_amount), count(distinct order_key)
        from marketing.fct_attribution group by all`,
    },
  ],
  web_visits: [
    {
      measures: ["visit_count", "visitor_count", "order_rate", "task_success_rate"],
      dimensions: ["traffic_source"],
      sql: `select traffic_source, count(*), count(distinct visitor_id), avg(has_order::int),
        avg(is_task_completed::int) from marketing.fct_web_visit group by all`,
    },
  ],
  calendar: [
    {
      measures: ["day_count", "working_day_count"],
      dimensions: ["fiscal_year", "is_lunar_season"],
      sql: `select fiscal_year_label, is_lunar_season, count(*), count(*) filter (is_working_day)
        from shared.dim_date group by all`,
    },
  ],
  exchange_rates: [
    {
      measures: ["mean_rate", "last_rate"],
      dimensions: ["currency_name", "month"],
      sql: `select currency_name, strftime(date_day, '%Y-%m'), avg(exchange_rate),
        arg_max(exchange_rate, date_day)
        from shared.fct_exchange_rate join shared.dim_currency using (currency_key) group by all`,
    },
  ],
  control_totals: [
    {
      measures: ["raw_total", "excluded_total", "mart_total", "unexplained_total"],
      dimensions: ["entity_name", "measure_name", "currency_code"],
      sql: `select entity_name, measure_name, currency_code, sum(raw_total),
        sum(raw_total - mart_total - unexplained_total), sum(mart_total), 0 as unexplained
        from meta.control_total group by all`,
    },
  ],
};
