import type { Figures } from "./figure.js";

const LINES = `sales.fct_order_line l
  left join shared.dim_organisation o on o.organisation_key = l.organisation_key
    and l.order_date >= o.valid_from and l.order_date < coalesce(o.valid_to, date '9999-12-31')`;

/** By view; names of members without their view. A date range is one of the view's default time dimension. */
export const SALES_FIGURES: Figures = {
  sales: [
    {
      measures: ["net_revenue", "gross", "margin_rate", "order_count", "customer_count", "units"],
      dimensions: ["category_name", "order_quarter"],
      sql: `select category_name, quarter_label, sum(net_amount), sum(gross_amount),
        sum(margin_amount) / sum(net_amount), count(distinct order_key),
        count(distinct nullif(customer_key, 0)), sum(quantity)
        from sales.fct_order_line join shared.dim_product_current using (product_key)
        join shared.dim_date on date_day = order_date group by all`,
    },
    {
      measures: ["net_revenue", "average_order_value", "revenue_per_customer"],
      dimensions: ["region_name", "branch_name", "current_region_name"],
      sql: `select o.region_name, o.branch_name, o.current_region_name, sum(net_amount),
        (sum(net_amount) / count(distinct order_key))::decimal(18, 4),
        (sum(net_amount) filter (customer_key <> 0)
          / count(distinct nullif(customer_key, 0)))::decimal(18, 4)
        from ${LINES} group by all`,
    },
    {
      measures: ["net_revenue", "line_count"],
      dimensions: ["fiscal_year", "value_tier", "employee_name"],
      sql: `select fiscal_year_label, value_tier, employee_name, sum(l.net_amount), count(*)
        from sales.fct_order_line l join shared.dim_date on date_day = l.order_date
        left join customer.dim_customer_profile using (customer_key)
        left join shared.dim_employee using (employee_version_key) group by all`,
    },
  ],
  orders: [
    {
      measures: [
        "order_count",
        "net_revenue",
        "shipped_order_count",
        "late_delivery_rate",
        "return_rate",
        "mean_days_to_ship",
        "median_days_to_cash",
        "median_order_value",
      ],
      dimensions: ["channel_name"],
      sql: `select channel_name, count(*), sum(net_amount), count(shipped_date),
        count(*) filter (is_delivered_late) / nullif(count(delivered_date), 0),
        sum(returned_net_amount) / sum(net_amount), avg(days_to_ship), median(days_to_cash),
        median(net_amount)
        from sales.fct_order join shared.dim_channel using (channel_key)
        where not is_cancelled group by all`,
    },
  ],
  shipments: [
    {
      measures: ["shipment_count", "late_rate", "mean_transit_days", "p90_transit_days"],
      dimensions: ["carrier_name"],
      sql: `select carrier_name, count(*), count(*) filter (is_late) / count(delivered_date),
        avg(days_in_transit), quantile_cont(days_in_transit, 0.9)
        from sales.fct_shipment group by all`,
    },
  ],
  receivables: [
    {
      measures: [
        "invoiced",
        "paid",
        "open_amount",
        "overdue_rate",
        "late_rate",
        "mean_days_to_pay",
      ],
      dimensions: ["region_name"],
      sql: `select region_name, sum(i.gross_amount), sum(i.paid_amount), sum(open_amount),
        sum(overdue_amount) / nullif(sum(open_amount), 0), avg((days_late > 0)::int),
        avg(days_to_pay) filter (is_paid)
        from sales.fct_invoice i left join sales.fct_order r using (order_key)
        left join shared.dim_organisation o on o.organisation_key = r.organisation_key
          and r.order_date >= o.valid_from and r.order_date < coalesce(o.valid_to, date '9999-12-31')
        group by all`,
    },
    {
      measures: ["open_amount"],
      dimensions: ["overdue_bucket"],
      filters: [{ member: "overdue_bucket", operator: "equals", values: ["over 90 days"] }],
      sql: `select 'over 90 days', overdue_last_bucket_amount from sales.agg_receivables
        order by month_start_date desc limit 1`,
    },
  ],
  payments: [
    {
      measures: ["paid", "payment_count", "late_rate", "mean_days_after_due"],
      dimensions: ["payment_method"],
      sql: `select payment_method, sum(paid_amount), count(*),
        sum(paid_amount) filter (days_after_due > 0) / sum(paid_amount), avg(days_after_due)
        from sales.fct_payment group by all`,
    },
  ],
  receivables_month: [
    {
      measures: ["receivable_amount", "overdue", "overdue_rate", "days_sales_outstanding"],
      dimensions: ["month"],
      sql: `select month_label, receivable_amount, overdue_amount,
        overdue_amount / nullif(receivable_amount, 0), days_sales_outstanding
        from sales.agg_receivables join shared.dim_date on date_day = agg_receivables.month_start_date`,
    },
    {
      measures: ["receivable_amount", "invoiced"],
      sql: `select arg_max(receivable_amount, month_start_date), sum(invoiced_amount)
        from sales.agg_receivables`,
    },
  ],
  returns: [
    {
      measures: ["return_count", "returned_units", "returned_amount", "return_loss"],
      dimensions: ["return_reason"],
      sql: `select return_reason, count(distinct return_id), sum(quantity), sum(net_amount),
        sum(net_amount - cost_amount) from sales.fct_return_line group by all`,
    },
  ],
  product_returns: [
    {
      measures: ["unit_return_rate", "amount_return_rate"],
      dimensions: ["category_name"],
      sql: `select category_name, sum(returned_quantity) / sum(sold_quantity),
        sum(returned_net_amount) / sum(sold_net_amount)
        from sales.agg_return_rate join shared.dim_product_current using (product_key) group by all`,
    },
  ],
  price_volume_mix: [
    {
      measures: ["change_on_year", "price_effect_on_year", "volume_effect_on_year"],
      dimensions: ["year"],
      sql: `select year(month_start_date), sum(change_amount) filter (comparison_name = 'prior_year'),
        sum(price_effect_amount) filter (comparison_name = 'prior_year'),
        sum(volume_effect_amount) filter (comparison_name = 'prior_year')
        from sales.agg_price_volume_mix group by all`,
    },
  ],
  sales_month: [
    {
      measures: ["growth_on_month", "growth_on_year", "growth_on_lunar_year", "run_rate"],
      dimensions: ["month"],
      sql: `select strftime(month_start_date, '%Y-%m'),
        net_amount / nullif(previous_month_net_amount, 0) - 1,
        net_amount / nullif(prior_year_net_amount, 0) - 1,
        net_amount / nullif(lunar_prior_year_net_amount, 0) - 1, run_rate_amount
        from sales.agg_sales_month`,
    },
    {
      measures: ["growth_on_month", "growth_on_year", "growth_on_lunar_year"],
      dimensions: ["source_system"],
      sql: `select source_system,
        sum(net_amount) filter (previous_month_net_amount is not null)
          / sum(previous_month_net_amount) - 1,
        sum(net_amount) filter (prior_year_net_amount is not null)
          / sum(prior_year_net_amount) - 1,
        sum(net_amount) filter (lunar_prior_year_net_amount is not null)
          / sum(lunar_prior_year_net_amount) - 1
        from sales.agg_sales_month group by 1`,
    },
  ],
  attach_rates: [
    {
      measures: ["attach_rate"],
      dimensions: ["year", "anchor_subcategory_name", "attached_subcategory_name"],
      sql: `select year(year_start_date), anchor_subcategory_name, attached_subcategory_name,
        attached_order_count / anchor_order_count from sales.agg_attach_rate`,
    },
  ],
  targets: [
    {
      measures: ["target", "net_revenue", "attainment_rate"],
      dimensions: ["month", "branch_name"],
      sql: `select strftime(month_start_date, '%Y-%m'), branch_name, sum(target_amount), sum(net_amount),
        sum(net_amount) / nullif(sum(target_amount), 0)
        from sales.agg_quota_attainment group by all`,
    },
  ],
};
