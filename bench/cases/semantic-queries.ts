import type { Query } from "@cubejs-client/core";

/** A question, and the same written by hand. `from` is the first day asked for, different each time. */
export interface SemanticQuery {
  name: string;
  /** Whether it has a time dimension with a granularity. */
  bucketed: boolean;
  query: (from: string) => Query;
  sql: (from: string) => string;
}

const UNTIL = "2025-12-31";

const LINES = "sales.fct_order_line l";
const PRODUCT = "left join shared.dim_product_current p using (product_key)";
const CUSTOMER = "left join shared.dim_customer_current c using (customer_key)";
const CHANNEL = "left join shared.dim_channel ch using (channel_key)";
const DATE = "left join shared.dim_date d on l.order_date = d.date_day";
const BRANCH = `left join shared.dim_organisation o on l.organisation_key = o.organisation_key
  and l.order_date >= o.valid_from and l.order_date < coalesce(o.valid_to, date '9999-12-31')`;

const REVENUE = "sum(net_amount)";
const ORDERS = "count(distinct order_key)";
const UNITS = "sum(quantity)";
const MARGIN_RATE = "sum(margin_amount) / nullif(sum(net_amount), 0)";

interface Shape {
  /** Measures of the view with their SQL. */
  measures: Record<string, string>;
  /** Dimensions of the view with their SQL. */
  dimensions?: Record<string, string>;
  granularity?: "day" | "week" | "month" | "quarter" | "year";
  joins?: readonly string[];
  filter?: { member: string; operator: string; values: string[]; sql: string };
  having?: { member: string; operator: string; values: string[]; sql: string };
  order?: string;
  limit?: number;
}

function make(name: string, shape: Shape): SemanticQuery {
  const { measures, dimensions = {}, granularity, joins = [], filter, having, order } = shape;
  const limit = shape.limit ?? 50_000;
  const asked = [filter, having].flatMap((one) =>
    one ? [{ member: one.member, operator: one.operator, values: one.values }] : [],
  );
  const columns = [
    ...Object.values(dimensions),
    ...(granularity ? [`date_trunc('${granularity}', order_date)`] : []),
  ];
  const groups = columns.map((_, index) => String(index + 1)).join(", ");
  return {
    name,
    bucketed: granularity !== undefined,
    query: (from) =>
      ({
        measures: Object.keys(measures).map((member) => `sales.${member}`),
        dimensions: Object.keys(dimensions).map((member) => `sales.${member}`),
        timeDimensions: [
          {
            dimension: "sales.order_date",
            ...(granularity ? { granularity } : {}),
            dateRange: [from, UNTIL],
          },
        ],
        filters: asked,
        ...(order ? { order: { [order]: "desc" } } : {}),
        ...(shape.limit ? { limit } : {}),
      }) as Query,
    sql: (from) => `
      select ${[...columns, ...Object.values(measures)].join(", ")} from ${LINES} ${joins.join(" ")}
      where order_date between date '${from}' and date '${UNTIL}' ${filter ? `and ${filter.sql}` : ""}
      ${groups === "" ? "" : `group by ${groups}`} ${having ? `having ${having.sql}` : ""}
      ${columns.length === 0 ? "" : `order by ${String(columns.length + 1)} desc`} limit ${String(limit)}`,
  };
}

const revenue = { net_revenue: REVENUE };
const equals = (member: string, value: string, sql: string): NonNullable<Shape["filter"]> => ({
  member: `sales.${member}`,
  operator: "equals",
  values: [value],
  sql,
});

/** What boards, reports and analysts ask for most. */
export const SEMANTIC_QUERIES: readonly SemanticQuery[] = [
  make("revenue", { measures: revenue }),
  make("four headline figures", {
    measures: { ...revenue, order_count: ORDERS, units: UNITS, margin_rate: MARGIN_RATE },
  }),
  make("revenue by month", { measures: revenue, granularity: "month" }),
  make("revenue by day", { measures: revenue, granularity: "day" }),
  make("revenue by week", { measures: revenue, granularity: "week" }),
  make("revenue and units by quarter", {
    measures: { ...revenue, units: UNITS },
    granularity: "quarter",
  }),
  make("margin rate by month", { measures: { margin_rate: MARGIN_RATE }, granularity: "month" }),
  make("orders by month", { measures: { order_count: ORDERS }, granularity: "month" }),
  make("customers by year", {
    measures: { customer_count: "count(distinct customer_key) filter (customer_key <> 0)" },
    granularity: "year",
  }),
  make("revenue by category", {
    measures: revenue,
    dimensions: { category_name: "category_name" },
    joins: [PRODUCT],
  }),
  make("revenue by category and month", {
    measures: revenue,
    dimensions: { category_name: "category_name" },
    granularity: "month",
    joins: [PRODUCT],
  }),
  make("revenue by subcategory and quarter", {
    measures: revenue,
    dimensions: { category_name: "category_name", subcategory_name: "subcategory_name" },
    granularity: "quarter",
    joins: [PRODUCT],
  }),
  make("revenue by channel and month", {
    measures: revenue,
    dimensions: { channel_name: "channel_name" },
    granularity: "month",
    joins: [CHANNEL],
  }),
  make("orders by channel", {
    measures: { order_count: ORDERS },
    dimensions: { channel_name: "channel_name" },
    joins: [CHANNEL],
  }),
  make("revenue by country", {
    measures: revenue,
    dimensions: { country_name: "c.country_name" },
    joins: [CUSTOMER],
  }),
  make("revenue by country and month", {
    measures: revenue,
    dimensions: { country_name: "c.country_name" },
    granularity: "month",
    joins: [CUSTOMER],
  }),
  make("revenue by city", {
    measures: revenue,
    dimensions: { city_name: "c.city_name" },
    joins: [CUSTOMER],
  }),
  make("revenue and customers by customer type and quarter", {
    measures: {
      ...revenue,
      customer_count: "count(distinct customer_key) filter (customer_key <> 0)",
    },
    dimensions: { customer_type: "customer_type" },
    granularity: "quarter",
    joins: [CUSTOMER],
  }),
  make("revenue by branch", {
    measures: revenue,
    dimensions: { branch_name: "o.branch_name" },
    joins: [BRANCH],
  }),
  make("revenue by region and month", {
    measures: revenue,
    dimensions: { region_name: "o.region_name" },
    granularity: "month",
    joins: [BRANCH],
  }),
  make("ten best products", {
    measures: revenue,
    dimensions: { product_name: "product_name" },
    joins: [PRODUCT],
    order: "sales.net_revenue",
    limit: 10,
  }),
  make("hundred best customers", {
    measures: { ...revenue, order_count: ORDERS },
    dimensions: { customer_name: "customer_name" },
    joins: [CUSTOMER],
    order: "sales.net_revenue",
    limit: 100,
  }),
  make("revenue by brand and year", {
    measures: revenue,
    dimensions: { brand_name: "brand_name" },
    granularity: "year",
    joins: [PRODUCT],
  }),
  make("one channel's revenue by month", {
    measures: revenue,
    granularity: "month",
    joins: [CHANNEL],
    filter: equals("channel_name", "Internet", "channel_name = 'Internet'"),
  }),
  make("one category by week", {
    measures: { ...revenue, units: UNITS },
    granularity: "week",
    joins: [PRODUCT],
    filter: equals("category_name", "Kitchen", "category_name = 'Kitchen'"),
  }),
  make("one country by city and quarter", {
    measures: { order_count: ORDERS },
    dimensions: { city_name: "c.city_name" },
    granularity: "quarter",
    joins: [CUSTOMER],
    filter: equals("country_name", "Aldmere", "c.country_name = 'Aldmere'"),
  }),
  make("months above a figure", {
    measures: revenue,
    granularity: "month",
    having: {
      member: "sales.net_revenue",
      operator: "gt",
      values: ["1000"],
      sql: "sum(net_amount) > 1000",
    },
  }),
  make("discount and gross by month", {
    measures: { discount: "sum(discount_amount)", gross: "sum(gross_amount)" },
    granularity: "month",
  }),
  make("revenue by fiscal quarter", {
    measures: revenue,
    dimensions: { fiscal_quarter: "concat(d.fiscal_year_label, '-Q', d.fiscal_quarter)" },
    joins: [DATE],
  }),
  make("average order value by channel and month", {
    measures: {
      average_order_value:
        "(sum(net_amount) / nullif(count(distinct order_key), 0))::decimal(18, 4)",
    },
    dimensions: { channel_name: "channel_name" },
    granularity: "month",
    joins: [CHANNEL],
  }),
];
