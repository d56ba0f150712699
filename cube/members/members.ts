/**
 * Names of everything the semantic model shows, so that who asks for them is checked at compile time. Data:
 * generated from cube/model by `npx vitest run test/cube/members.test.ts -u`.
 */
export interface Members {
  attach_rates: {
    measures: "attached_order_count" | "anchor_order_count" | "attach_rate";
    dimensions:
      | "source_system"
      | "anchor_subcategory_name"
      | "attached_subcategory_name"
      | "year"
      | "fiscal_year";
    times: "year_start_date";
    segments: never;
    hierarchies: never;
  };
  attribution: {
    measures:
      | "credit_count"
      | "credited_order_count"
      | "linear_orders"
      | "first_touch_revenue"
      | "first_touch_margin"
      | "last_touch_revenue"
      | "last_touch_margin"
      | "linear_revenue"
      | "linear_margin"
      | "position_revenue"
      | "position_margin"
      | "credit_days"
      | "mean_days_before_order";
    dimensions:
      | "source_system"
      | "touch_channel"
      | "touch_number"
      | "credited_touches"
      | "days_before_order"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "order_id";
    times: "order_date" | "touch_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "campaign" | "geography";
  };
  calendar: {
    measures: "day_count" | "working_day_count";
    dimensions:
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "month_of_year"
      | "day_of_week"
      | "is_weekend"
      | "is_working_day"
      | "is_holiday"
      | "holiday_name"
      | "is_lunar_season"
      | "lunar_offset_days"
      | "day_offset"
      | "week_offset"
      | "month_offset"
      | "quarter_offset"
      | "year_offset";
    times: "date_day" | "lunar_new_year_date" | "prior_year_date" | "lunar_prior_year_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar";
  };
  campaign_messages: {
    measures:
      | "touch_count"
      | "opened_count"
      | "clicked_count"
      | "responded_count"
      | "unsubscribed_count"
      | "open_rate"
      | "click_rate"
      | "response_rate"
      | "response_lower"
      | "unsubscribe_rate"
      | "recipient_count";
    dimensions:
      | "source_system"
      | "touch_id"
      | "touch_channel"
      | "sent_hour"
      | "sent_day_of_week"
      | "touches_in_window"
      | "fatigue_step"
      | "is_opened"
      | "is_clicked"
      | "is_responded"
      | "is_unsubscribed"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment";
    times: "touch_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "campaign" | "geography";
  };
  campaigns: {
    measures:
      | "campaign_count"
      | "member_count"
      | "control_count"
      | "lead_count"
      | "responded_count"
      | "converted_count"
      | "new_customer_count"
      | "observed_count"
      | "observed_converted_count"
      | "response_rate"
      | "conversion_rate"
      | "member_net_revenue"
      | "net_revenue_per_member"
      | "treated_count"
      | "treated_converted_count"
      | "held_out_count"
      | "held_out_converted_count"
      | "treated_rate"
      | "control_rate"
      | "uplift"
      | "treated_lower"
      | "treated_upper"
      | "control_lower"
      | "control_upper"
      | "uplift_lower"
      | "uplift_upper"
      | "touch_count"
      | "opened_count"
      | "clicked_count"
      | "unsubscribed_count"
      | "open_rate"
      | "click_rate"
      | "unsubscribe_rate"
      | "cost"
      | "cost_per_response"
      | "cost_per_lead"
      | "cost_per_conversion"
      | "cost_per_customer"
      | "attributed_revenue"
      | "attributed_margin"
      | "first_touch_margin"
      | "last_touch_margin"
      | "position_margin"
      | "observed_cost"
      | "observed_margin"
      | "roi";
    dimensions:
      | "source_system"
      | "activity"
      | "activity_id"
      | "touch_channel"
      | "cost_type"
      | "is_control"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status"
      | "campaign_id"
      | "budgeted_cost_amount"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment"
      | "customer_state";
    times: "activity_date" | "campaign_start_date" | "campaign_end_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "campaign" | "geography";
  };
  case_backlog: {
    measures:
      | "backlog"
      | "backlog_age_days"
      | "mean_backlog_age_days"
      | "oldest_age_days"
      | "open_first_age_bucket"
      | "open_second_age_bucket"
      | "open_third_age_bucket"
      | "open_fourth_age_bucket"
      | "open_last_age_bucket"
      | "opened_count"
      | "resolved_count"
      | "reopened_count"
      | "escalated_count";
    dimensions:
      | "source_system"
      | "priority_name"
      | "case_type"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season";
    times: "date_day";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar";
  };
  case_events: {
    measures:
      | "event_count"
      | "opened_count"
      | "resolution_count"
      | "reopening_count"
      | "escalation_count"
      | "handover_count"
      | "touched_case_count"
      | "median_seconds_since_previous";
    dimensions:
      | "source_system"
      | "case_number_of_event"
      | "event_number"
      | "event_name"
      | "old_value"
      | "new_value"
      | "is_implied"
      | "seconds_since_previous"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "case_type"
      | "priority_name"
      | "reason_name"
      | "origin_name";
    times: "event_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar";
  };
  churn: {
    measures:
      | "opening_customer_count"
      | "lost_customer_count"
      | "regained_customer_count"
      | "at_risk_customer_count"
      | "customer_churn_rate"
      | "expected_life_months"
      | "year_ago_amount"
      | "shrunk_amount"
      | "grown_amount"
      | "gross_revenue_churn_rate"
      | "net_revenue_churn_rate";
    dimensions:
      | "customer_type"
      | "is_complete"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  cohorts: {
    measures:
      | "cohort_customer_count"
      | "active_customer_count"
      | "cohort_size"
      | "retention_rate"
      | "order_count"
      | "net_revenue"
      | "margin";
    dimensions:
      | "customer_type"
      | "month_offset"
      | "is_complete"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "cohort_month_date" | "month_start_date";
    segments: never;
    hierarchies: never;
  };
  complaint_drivers: {
    measures: "complaint_count" | "expected_complaint_count" | "excess_score" | "driver_count";
    dimensions:
      | "driver_type"
      | "driver_name"
      | "rank_in_type"
      | "overall_rank"
      | "region_name"
      | "branch_name"
      | "category_name"
      | "subcategory_name"
      | "product_name";
    times: "first_complaint_date" | "last_complaint_date";
    segments: never;
    hierarchies: never;
  };
  complaint_recovery: {
    measures:
      | "customer_count"
      | "observed_count"
      | "repurchased_count"
      | "repurchase_rate"
      | "churn_observed_count"
      | "churned_count"
      | "churn_rate"
      | "recovered_count"
      | "not_recovered_count"
      | "recovery_rate";
    dimensions:
      | "recovery_outcome"
      | "has_complaint"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  complaints: {
    measures: "complaint_count" | "order_count" | "complaints_per_1000_orders" | "resolved_count";
    dimensions:
      | "driver_type"
      | "driver_name"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  contact_centre: {
    measures:
      | "contact_count"
      | "call_count"
      | "offered_count"
      | "answered_count"
      | "abandoned_count"
      | "in_service_level_count"
      | "outbound_count"
      | "service_level"
      | "answer_rate"
      | "abandon_rate"
      | "answer_wait_seconds"
      | "waited_count"
      | "average_speed_of_answer"
      | "p90_wait_seconds"
      | "inbound_handle_seconds"
      | "average_handle_time"
      | "call_handle_seconds"
      | "staffed_seconds"
      | "staffed_hours"
      | "occupancy"
      | "calls_per_staffed_hour"
      | "chat_count"
      | "chat_wait_seconds"
      | "waited_chat_count"
      | "average_chat_wait"
      | "chat_handle_seconds"
      | "average_chat_handle_time"
      | "message_count"
      | "callback_count"
      | "kept_callback_count"
      | "late_callback_count"
      | "overdue_callback_count"
      | "callback_kept_rate"
      | "agent_count"
      | "contacting_customer_count";
    dimensions:
      | "source_system"
      | "contact_kind"
      | "contact_id"
      | "queue_name"
      | "skill_name"
      | "direction"
      | "outcome"
      | "callback_kind"
      | "callback_state"
      | "wait_seconds"
      | "talk_seconds"
      | "hold_seconds"
      | "wrap_seconds"
      | "handle_seconds"
      | "shift_seconds"
      | "delay_days"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment"
      | "employee_name"
      | "role_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "team_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_team_name"
      | "current_company_name";
    times: "contact_date";
    segments: "inbound_calls" | "handled";
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "geography"
      | "organisation"
      | "organisation_now"
      | "teams"
      | "teams_now";
  };
  control_totals: {
    measures: "raw_total" | "excluded_total" | "mart_total" | "unexplained_total";
    dimensions: "source_system" | "entity_name" | "measure_name" | "currency_code";
    times: never;
    segments: never;
    hierarchies: never;
  };
  customer_identities: {
    measures:
      "record_count" | "customer_count" | "merged_count" | "records_per_customer" | "lowest_score";
    dimensions:
      | "source_system"
      | "party_id"
      | "match_rule"
      | "match_score"
      | "is_merged"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "country_name";
    times: "matched_since";
    segments: never;
    hierarchies: never;
  };
  customer_labels: {
    measures: "label_count" | "customer_count";
    dimensions:
      | "label_name"
      | "label_value"
      | "evidence"
      | "definition"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier";
    times: "since_date";
    segments: never;
    hierarchies: "geography";
  };
  customer_month: {
    measures:
      | "customer_count"
      | "buyer_count"
      | "at_risk_count"
      | "lost_count"
      | "overdue_amount"
      | "window_net_revenue"
      | "active_customer_count"
      | "net_revenue"
      | "margin"
      | "units"
      | "order_count"
      | "returned_amount"
      | "contact_count"
      | "case_count"
      | "complaint_count"
      | "service_minutes"
      | "service_cost"
      | "margin_rate"
      | "service_cost_rate"
      | "revenue_per_active_customer"
      | "complaints_per_1000_orders"
      | "satisfaction_month_count"
      | "satisfaction_score_sum"
      | "mean_satisfaction";
    dimensions:
      | "source_system"
      | "customer_type"
      | "is_active"
      | "state"
      | "previous_state"
      | "lifecycle_stage"
      | "churn_status"
      | "rfm_segment"
      | "rfm_cell"
      | "recency_score"
      | "frequency_score"
      | "monetary_score"
      | "recency_days"
      | "month_order_count"
      | "month_net_amount"
      | "month_margin_amount"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "customer_id"
      | "customer_name"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier";
    times: "month_start_date" | "month_end_date" | "last_order_date";
    segments: "buying";
    hierarchies: "geography";
  };
  customers: {
    measures:
      | "customer_count"
      | "buyer_count"
      | "net_revenue"
      | "margin"
      | "profit"
      | "order_count"
      | "average_customer_value"
      | "orders_per_buyer"
      | "margin_rate"
      | "profit_rate"
      | "loss_making_count"
      | "active_count"
      | "at_risk_count"
      | "lost_count"
      | "at_risk_rate"
      | "repeat_buyer_count"
      | "repeat_rate"
      | "satisfaction_trap_count"
      | "window_net_revenue"
      | "expected_year_profit"
      | "overdue_amount"
      | "margin_saved"
      | "save_cost"
      | "median_recency_days"
      | "scored_customer_count"
      | "satisfaction_score_sum"
      | "mean_satisfaction"
      | "return_loss"
      | "service_cost"
      | "acquisition_cost"
      | "capital_cost";
    dimensions:
      | "source_system"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "state"
      | "rfm_segment"
      | "rfm_cell"
      | "recency_score"
      | "frequency_score"
      | "monetary_score"
      | "value_tier"
      | "value_tier_rank"
      | "value_rank"
      | "abc_class"
      | "lifecycle_stage"
      | "churn_status"
      | "churn_reason"
      | "credit_class"
      | "loyalty_level"
      | "size_level"
      | "credit_level"
      | "attitude_level"
      | "satisfaction_level"
      | "loyalty_credit_cell"
      | "loyalty_size_cell"
      | "treatment_name"
      | "loyalty_attitude_cell"
      | "satisfaction_loyalty_cell"
      | "is_satisfaction_trap"
      | "recency_days"
      | "frequency"
      | "monetary_amount"
      | "usual_gap_days"
      | "gap_limit_days"
      | "expected_days_to_next_order"
      | "lifetime_order_count"
      | "lifetime_net_amount"
      | "lifetime_margin_amount"
      | "lifetime_profit_amount"
      | "late_rate"
      | "share_of_wallet_rate"
      | "mean_nps_score"
      | "mean_satisfaction_score"
      | "growth_slope"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "postal_code"
      | "email_address"
      | "phone_number"
      | "payment_terms_days"
      | "has_opted_out_of_email"
      | "record_count"
      | "owner_name"
      | "owner_region_name"
      | "owner_branch_name"
      | "owner_team_name"
      | "key_account_cell"
      | "attractiveness_score"
      | "strength_score"
      | "year_net_amount"
      | "growth_rate"
      | "potential_amount"
      | "tenure_days"
      | "is_worth_saving"
      | "save_priority";
    times: "first_seen_date" | "first_order_date" | "last_order_date" | "birth_date";
    segments: "buyers" | "at_risk" | "satisfaction_trap";
    hierarchies: "value_pyramid" | "geography" | "ownership";
  };
  exchange_rates: {
    measures: "mean_rate" | "last_rate";
    dimensions:
      | "currency_code"
      | "rate"
      | "is_carried_forward"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "currency_name"
      | "is_reporting_currency";
    times: "date_day";
    segments: never;
    hierarchies: never;
  };
  forecasts: {
    measures:
      | "forecast"
      | "stated_forecast"
      | "overdue"
      | "overdue_weighted"
      | "opening_won"
      | "settled_won"
      | "won"
      | "forecast_error"
      | "stated_forecast_error"
      | "forecast_accuracy"
      | "stated_forecast_accuracy";
    dimensions:
      | "source_system"
      | "is_complete"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  growth_matrix: {
    measures: "net_revenue" | "margin" | "units";
    dimensions:
      | "customer_newness"
      | "product_newness"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  heart: {
    measures:
      | "response_count"
      | "happiness"
      | "active_customer_quarters"
      | "interaction_count"
      | "engagement"
      | "buyer_quarters"
      | "new_buyer_count"
      | "adoption_rate"
      | "previous_buyer_quarters"
      | "retained_buyer_quarters"
      | "retention_rate"
      | "task_count"
      | "task_success_count"
      | "task_success_rate";
    dimensions: "is_complete" | "year" | "quarter" | "fiscal_year" | "fiscal_quarter";
    times: "quarter_start_date";
    segments: never;
    hierarchies: never;
  };
  importance_performance: {
    measures: "importance" | "performance" | "gap";
    dimensions:
      | "source_system"
      | "node_name"
      | "node_name_zh"
      | "quadrant"
      | "gap_rank"
      | "year"
      | "quarter"
      | "fiscal_year"
      | "fiscal_quarter";
    times: "quarter_start_date";
    segments: never;
    hierarchies: never;
  };
  label_history: {
    measures: "change_count" | "customer_count";
    dimensions:
      | "label_name"
      | "label_value"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel";
    times: "valid_from" | "valid_to";
    segments: never;
    hierarchies: "geography";
  };
  leads: {
    measures:
      | "lead_count"
      | "contacted_count"
      | "converted_count"
      | "won_count"
      | "won_amount"
      | "contact_rate"
      | "conversion_rate"
      | "win_rate"
      | "contact_minutes"
      | "mean_minutes_to_first_contact"
      | "median_minutes_to_first_contact"
      | "median_days_to_conversion"
      | "contacts";
    dimensions:
      | "source_system"
      | "lead_id"
      | "lead_name"
      | "lead_company_name"
      | "status_name"
      | "lead_source"
      | "lead_industry"
      | "lead_city"
      | "lead_country"
      | "has_budget"
      | "has_authority"
      | "has_need"
      | "has_complete_grid"
      | "man_cell"
      | "lead_action"
      | "lead_priority"
      | "is_converted"
      | "is_won"
      | "minutes_to_first_contact"
      | "lead_won_amount"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "employee_name"
      | "role_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "team_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_team_name"
      | "current_company_name";
    times: "created_date" | "converted_date";
    segments: "open";
    hierarchies:
      "calendar" | "fiscal_calendar" | "organisation" | "organisation_now" | "teams" | "teams_now";
  };
  opportunities: {
    measures:
      | "opportunity_count"
      | "amount_total"
      | "open_count"
      | "open_amount"
      | "closed_count"
      | "closed_amount"
      | "won_count"
      | "won_amount"
      | "lost_count"
      | "lost_amount"
      | "win_rate"
      | "amount_win_rate"
      | "mean_won_amount"
      | "won_cycle_days"
      | "mean_cycle_days"
      | "median_cycle_days"
      | "p90_cycle_days"
      | "median_open_age_days";
    dimensions:
      | "source_system"
      | "opportunity_id"
      | "opportunity_name"
      | "opportunity_type"
      | "lead_source"
      | "stage_name"
      | "stage_number"
      | "outcome"
      | "forecast_category"
      | "loss_reason"
      | "competitor_name"
      | "age_bucket"
      | "currency_code"
      | "amount"
      | "stated_probability"
      | "cycle_days"
      | "age_days"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment"
      | "industry_name_then"
      | "size_class_then"
      | "employee_name"
      | "role_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "team_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_team_name"
      | "current_company_name"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status";
    times: "created_date" | "closed_date" | "expected_close_date" | "stage_entered_date";
    segments: "open" | "won";
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "geography"
      | "organisation"
      | "organisation_now"
      | "teams"
      | "teams_now"
      | "campaign";
  };
  opportunity_stages: {
    measures:
      | "entered_count"
      | "advanced_count"
      | "returned_count"
      | "lost_count"
      | "open_count"
      | "decided_count"
      | "conversion_rate"
      | "leakage_rate"
      | "entered_amount"
      | "lost_amount"
      | "median_stage_days"
      | "p90_stage_days";
    dimensions:
      | "source_system"
      | "opportunity_id"
      | "visit_number"
      | "stage_name"
      | "stage_number"
      | "segment_name"
      | "exit_stage_name"
      | "exit_kind"
      | "loss_reason"
      | "amount"
      | "stage_days"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "employee_name"
      | "role_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "team_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_team_name"
      | "current_company_name";
    times: "entered_date" | "exited_date";
    segments: never;
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "geography"
      | "organisation"
      | "organisation_now"
      | "teams"
      | "teams_now";
  };
  orders: {
    measures:
      | "order_count"
      | "customer_count"
      | "net_revenue"
      | "gross"
      | "discount"
      | "margin"
      | "units"
      | "lines"
      | "shipped_order_count"
      | "delivered_order_count"
      | "late_order_count"
      | "late_delivery_rate"
      | "returned_order_count"
      | "returned_amount"
      | "return_rate"
      | "invoiced"
      | "paid"
      | "fulfilment_days"
      | "mean_days_to_ship"
      | "orders_with_days_to_ship"
      | "median_days_to_cash"
      | "average_order_value"
      | "median_order_value"
      | "lines_per_order"
      | "orders_per_customer"
      | "known_order_count";
    dimensions:
      | "source_system"
      | "order_id"
      | "status_name"
      | "is_delivered_late"
      | "currency_code"
      | "line_count"
      | "net_amount"
      | "margin_amount"
      | "days_to_ship"
      | "days_to_cash"
      | "order_year"
      | "order_quarter"
      | "order_month"
      | "order_week"
      | "order_day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "abc_class"
      | "rfm_segment"
      | "customer_state"
      | "city_name_then"
      | "country_name_then"
      | "industry_name_then"
      | "size_class_then"
      | "channel_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_company_name"
      | "employee_name"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status";
    times:
      | "order_date"
      | "promised_date"
      | "shipped_date"
      | "delivered_date"
      | "invoiced_date"
      | "paid_date"
      | "returned_date";
    segments: "late" | "unpaid";
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "geography"
      | "value_pyramid"
      | "organisation"
      | "organisation_now"
      | "campaign";
  };
  payments: {
    measures:
      | "payment_count"
      | "paid"
      | "late_payment_count"
      | "late_paid"
      | "late_rate"
      | "days_after_due_sum"
      | "mean_days_after_due";
    dimensions:
      | "source_system"
      | "payment_id"
      | "invoice_id"
      | "payment_method"
      | "currency_code"
      | "payment_amount"
      | "days_after_due"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel";
    times: "paid_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "geography";
  };
  pipeline: {
    measures:
      | "open_count"
      | "open_amount"
      | "weighted_amount"
      | "stated_weighted_amount"
      | "past_close_count"
      | "past_close_amount"
      | "age_days_sum"
      | "mean_age_days"
      | "mean_open_amount"
      | "weighted_rate";
    dimensions:
      | "source_system"
      | "opportunity_id"
      | "stage_name"
      | "segment_name"
      | "is_past_close_date"
      | "currency_code"
      | "amount"
      | "stated_probability"
      | "age_days"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "employee_name"
      | "role_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "team_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_team_name"
      | "current_company_name"
      | "stage_number"
      | "measured_win_rate"
      | "rate_basis";
    times: "date_day" | "expected_close_date";
    segments: never;
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "geography"
      | "organisation"
      | "organisation_now"
      | "teams"
      | "teams_now";
  };
  price_volume_mix: {
    measures:
      | "change_on_month"
      | "price_effect_on_month"
      | "volume_effect_on_month"
      | "mix_effect_on_month"
      | "change_on_year"
      | "price_effect_on_year"
      | "volume_effect_on_year"
      | "mix_effect_on_year";
    dimensions:
      | "comparison_name"
      | "source_system"
      | "is_complete"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "category_name"
      | "subcategory_name"
      | "product_name"
      | "product_id"
      | "brand_name"
      | "variant_name";
    times: "month_start_date";
    segments: never;
    hierarchies: "product";
  };
  product_returns: {
    measures:
      | "sold_units"
      | "returned_units"
      | "sold_amount"
      | "returned_amount"
      | "unit_return_rate"
      | "amount_return_rate";
    dimensions:
      | "source_system"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "category_name"
      | "subcategory_name"
      | "product_name"
      | "product_id"
      | "brand_name"
      | "variant_name";
    times: "month_start_date";
    segments: never;
    hierarchies: "product";
  };
  receivables: {
    measures:
      | "invoice_count"
      | "invoiced"
      | "invoiced_net"
      | "paid"
      | "open_amount"
      | "overdue_amount"
      | "open_invoice_count"
      | "overdue_invoice_count"
      | "late_invoice_count"
      | "paid_invoice_count"
      | "collection_rate"
      | "overdue_rate"
      | "late_rate"
      | "payment_days"
      | "mean_days_to_pay"
      | "median_days_to_pay";
    dimensions:
      | "source_system"
      | "invoice_id"
      | "order_id"
      | "is_paid"
      | "is_overdue"
      | "overdue_bucket"
      | "currency_code"
      | "invoice_net_amount"
      | "invoice_gross_amount"
      | "invoice_open_amount"
      | "days_late"
      | "days_to_pay"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "credit_class"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_company_name";
    times: "invoice_date" | "due_date" | "paid_date";
    segments: "open" | "overdue";
    hierarchies: "calendar" | "fiscal_calendar" | "geography" | "organisation" | "organisation_now";
  };
  receivables_month: {
    measures:
      | "receivable_amount"
      | "not_due"
      | "overdue"
      | "overdue_first_bucket"
      | "overdue_second_bucket"
      | "overdue_third_bucket"
      | "overdue_last_bucket"
      | "open_invoice_count"
      | "overdue_rate"
      | "invoiced"
      | "days_sales_outstanding";
    dimensions:
      | "source_system"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date" | "measured_date";
    segments: never;
    hierarchies: never;
  };
  returns: {
    measures:
      | "return_count"
      | "returned_line_count"
      | "returned_units"
      | "returned_amount"
      | "returned_tax"
      | "returned_cost"
      | "return_loss"
      | "days_to_return"
      | "mean_days_to_return"
      | "dated_line_count";
    dimensions:
      | "source_system"
      | "return_id"
      | "order_id"
      | "order_line_number"
      | "return_reason"
      | "currency_code"
      | "quantity"
      | "net_amount"
      | "cost_amount"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "category_name"
      | "subcategory_name"
      | "product_name"
      | "product_id"
      | "brand_name"
      | "variant_name"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_company_name";
    times: "return_date" | "order_date";
    segments: never;
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "product"
      | "geography"
      | "organisation"
      | "organisation_now";
  };
  sales: {
    measures:
      | "net_revenue"
      | "gross"
      | "discount"
      | "tax"
      | "cost"
      | "margin"
      | "margin_rate"
      | "discount_rate"
      | "order_count"
      | "customer_count"
      | "product_count"
      | "units"
      | "average_order_value"
      | "revenue_per_customer"
      | "known_net_revenue"
      | "average_unit_price"
      | "units_per_order"
      | "line_count";
    dimensions:
      | "source_system"
      | "order_id"
      | "order_line_number"
      | "batch_no"
      | "currency_code"
      | "quantity"
      | "gross_amount"
      | "discount_amount"
      | "net_amount"
      | "tax_amount"
      | "cost_amount"
      | "margin_amount"
      | "order_year"
      | "order_quarter"
      | "order_month"
      | "order_week"
      | "order_day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "category_name"
      | "subcategory_name"
      | "product_name"
      | "product_id"
      | "brand_name"
      | "variant_name"
      | "category_name_then"
      | "subcategory_name_then"
      | "list_price_then"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "abc_class"
      | "rfm_segment"
      | "customer_state"
      | "city_name_then"
      | "country_name_then"
      | "industry_name_then"
      | "size_class_then"
      | "channel_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_company_name"
      | "employee_name"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status";
    times: "order_date";
    segments: "known_customers" | "discounted";
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "product"
      | "geography"
      | "value_pyramid"
      | "organisation"
      | "organisation_now"
      | "campaign";
  };
  sales_month: {
    measures:
      | "net_revenue"
      | "previous_month_net_revenue"
      | "net_revenue_compared_on_month"
      | "growth_on_month"
      | "prior_year_net_revenue"
      | "net_revenue_compared_on_year"
      | "growth_on_year"
      | "lunar_prior_year_net_revenue"
      | "net_revenue_compared_on_lunar_year"
      | "growth_on_lunar_year"
      | "run_rate"
      | "annual_run_rate"
      | "working_days";
    dimensions:
      | "source_system"
      | "is_complete"
      | "elapsed_days"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  sales_velocity: {
    measures:
      | "open_count"
      | "closed_count"
      | "won_count"
      | "won_amount"
      | "won_cycle_days"
      | "win_rate"
      | "mean_won_amount"
      | "mean_cycle_days"
      | "velocity";
    dimensions:
      | "source_system"
      | "segment_name"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date" | "measured_date";
    segments: never;
    hierarchies: never;
  };
  satisfaction: {
    measures:
      | "response_count"
      | "nps_count"
      | "promoter_count"
      | "passive_count"
      | "detractor_count"
      | "nps"
      | "nps_margin"
      | "nps_lower"
      | "nps_upper"
      | "csat_count"
      | "satisfied_count"
      | "csat"
      | "csat_lower"
      | "csat_upper"
      | "csat_sum"
      | "csat_mean"
      | "ces_count"
      | "ces_sum"
      | "ces"
      | "task_count"
      | "task_done_count"
      | "task_success_rate"
      | "scored_count"
      | "satisfaction_sum"
      | "mean_satisfaction"
      | "respondent_count";
    dimensions:
      | "source_system"
      | "response_id"
      | "survey_id"
      | "nps_group"
      | "nps_score"
      | "csat_score"
      | "ces_score"
      | "satisfaction_score"
      | "is_satisfied"
      | "comment_text"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment"
      | "customer_state"
      | "case_type"
      | "reason_name"
      | "priority_name"
      | "origin_name";
    times: "sent_date" | "answered_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "geography" | "value_pyramid";
  };
  satisfaction_index: {
    measures: "answer_count" | "satisfaction_index";
    dimensions:
      | "source_system"
      | "node_id"
      | "parent_node_id"
      | "node_level"
      | "node_name"
      | "node_name_zh"
      | "index_score"
      | "year"
      | "quarter"
      | "fiscal_year"
      | "fiscal_quarter";
    times: "quarter_start_date";
    segments: never;
    hierarchies: never;
  };
  service: {
    measures:
      | "case_count"
      | "open_count"
      | "resolved_count"
      | "ever_resolved_count"
      | "complaint_count"
      | "reopened_count"
      | "escalated_count"
      | "first_contact_resolved_count"
      | "first_response_attained_count"
      | "first_response_breached_count"
      | "resolution_attained_count"
      | "resolution_breached_count"
      | "first_response_attainment_rate"
      | "resolution_attainment_rate"
      | "reopen_rate"
      | "first_contact_resolution_rate"
      | "escalation_rate"
      | "complaint_rate"
      | "median_first_response_minutes"
      | "p90_first_response_minutes"
      | "median_resolution_minutes"
      | "p90_resolution_minutes"
      | "median_full_resolution_minutes"
      | "median_accept_minutes"
      | "median_record_minutes"
      | "median_resolve_minutes"
      | "median_follow_up_minutes"
      | "contacts"
      | "contacts_per_case"
      | "handovers"
      | "handling_seconds"
      | "complaining_customer_count";
    dimensions:
      | "source_system"
      | "case_id"
      | "case_number"
      | "batch_no"
      | "origin_name"
      | "case_type"
      | "reason_name"
      | "priority_name"
      | "case_status"
      | "first_response_sla"
      | "resolution_sla"
      | "is_open"
      | "is_complaint"
      | "is_escalated"
      | "is_reopened"
      | "is_first_contact_resolved"
      | "first_response_minutes"
      | "resolution_minutes"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment"
      | "customer_state"
      | "category_name"
      | "subcategory_name"
      | "product_name"
      | "product_id"
      | "brand_name"
      | "variant_name"
      | "employee_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_company_name";
    times: "opened_date" | "resolved_date" | "closed_date" | "follow_up_date";
    segments: "open" | "complaints";
    hierarchies:
      | "calendar"
      | "fiscal_calendar"
      | "geography"
      | "value_pyramid"
      | "product"
      | "organisation"
      | "organisation_now";
  };
  shipments: {
    measures:
      | "shipment_count"
      | "delivered_count"
      | "late_count"
      | "late_rate"
      | "transit_days"
      | "mean_transit_days"
      | "p90_transit_days";
    dimensions:
      | "source_system"
      | "shipment_id"
      | "order_id"
      | "carrier_name"
      | "is_late"
      | "days_to_ship"
      | "days_in_transit"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel";
    times: "shipped_date" | "promised_date" | "delivered_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "geography";
  };
  staffing: {
    measures:
      | "offered_count"
      | "answered_count"
      | "in_service_level_count"
      | "service_level"
      | "interval_count"
      | "planned_interval_count"
      | "understaffed_count"
      | "understaffed_rate"
      | "required_agent_intervals"
      | "mean_required_agents"
      | "peak_required_agents"
      | "staffed_agent_intervals"
      | "mean_staffed_agents"
      | "load_erlangs"
      | "mean_load_erlangs";
    dimensions:
      | "source_system"
      | "queue_name"
      | "interval_start_time"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season";
    times: "interval_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar";
  };
  state_transitions: {
    measures: "customer_count";
    dimensions:
      | "customer_type"
      | "from_state"
      | "to_state"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  survey_answers: {
    measures: "answer_count" | "answer_sum" | "mean_answer" | "off_scale_count";
    dimensions:
      | "source_system"
      | "response_id"
      | "survey_id"
      | "question_id"
      | "question_kind"
      | "answer_value"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel";
    times: "answered_date";
    segments: never;
    hierarchies: "calendar" | "fiscal_calendar" | "geography";
  };
  surveys_sent: {
    measures: "sent_count" | "returned_count" | "response_rate";
    dimensions:
      | "source_system"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
  targets: {
    measures: "target" | "net_revenue" | "attainment_rate" | "gap" | "employee_count";
    dimensions:
      | "source_system"
      | "target_of_row"
      | "sales_of_row"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "employee_name"
      | "role_name"
      | "company_name"
      | "region_name"
      | "branch_name"
      | "team_name"
      | "current_region_name"
      | "current_branch_name"
      | "current_team_name"
      | "current_company_name";
    times: "month_start_date";
    segments: never;
    hierarchies: "organisation" | "organisation_now" | "teams" | "teams_now";
  };
  value_concentration: {
    measures: "gini" | "top_customer_share" | "best_customer_share" | "loss_making_count";
    dimensions: "value_measure";
    times: never;
    segments: never;
    hierarchies: never;
  };
  value_curve: {
    measures: "lorenz_share" | "whale_share";
    dimensions: "value_measure" | "customer_percent";
    times: never;
    segments: never;
    hierarchies: never;
  };
  web_visits: {
    measures:
      | "visit_count"
      | "visitor_count"
      | "basket_count"
      | "order_visit_count"
      | "basket_rate"
      | "order_rate"
      | "basket_to_order_rate"
      | "task_count"
      | "task_done_count"
      | "task_success_rate"
      | "page_count_sum"
      | "pages_per_visit"
      | "visit_seconds_sum"
      | "mean_visit_seconds"
      | "known_customer_count";
    dimensions:
      | "source_system"
      | "visit_id"
      | "traffic_source"
      | "has_basket"
      | "has_order"
      | "is_task_completed"
      | "page_count"
      | "visit_seconds"
      | "year"
      | "quarter"
      | "month"
      | "week"
      | "day"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month"
      | "day_of_week"
      | "is_working_day"
      | "holiday_name"
      | "is_lunar_season"
      | "campaign_name"
      | "parent_campaign_name"
      | "campaign_type"
      | "offer_name"
      | "campaign_segment"
      | "campaign_channel"
      | "campaign_status"
      | "customer_id"
      | "customer_name"
      | "customer_type"
      | "city_name"
      | "customer_region"
      | "country_name"
      | "industry_name"
      | "size_class"
      | "acquisition_channel"
      | "value_tier"
      | "rfm_segment";
    times: "visit_date";
    segments: "known";
    hierarchies: "calendar" | "fiscal_calendar" | "campaign" | "geography";
  };
  win_rates: {
    measures:
      | "closed_count"
      | "won_count"
      | "win_rate"
      | "closed_amount"
      | "won_amount"
      | "amount_win_rate";
    dimensions:
      | "source_system"
      | "stage_name"
      | "stage_number"
      | "segment_name"
      | "rate_basis"
      | "measured_win_rate"
      | "year"
      | "quarter"
      | "month"
      | "fiscal_year"
      | "fiscal_quarter"
      | "fiscal_month";
    times: "month_start_date";
    segments: never;
    hierarchies: never;
  };
}

type Named<Kind extends keyof Members[ViewName]> = {
  [View in ViewName]: `${View}.${Members[View][Kind]}`;
}[ViewName];

export type ViewName = keyof Members;
export type MeasureName = Named<"measures">;
/** Dimensions that are no dates. */
export type DimensionName = Named<"dimensions">;
export type TimeDimensionName = Named<"times">;
export type SegmentName = Named<"segments">;
export type HierarchyName = Named<"hierarchies">;
