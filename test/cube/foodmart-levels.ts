/** Levels of each axis, widest first, and the SQL that means the same. */
export const PRODUCT = [
  ["product_family", "p.family_name"],
  ["product_department", "p.department_name"],
  ["product_category", "p.category_name"],
  ["product_subcategory", "p.subcategory_name"],
] as const;
export const STORE = [
  ["store_country", "s.country_name"],
  ["store_state", "s.state_name"],
  ["store_city", "s.city_name"],
  ["store_name", "s.store_name"],
] as const;
export const OTHERS = [
  ["quarter", "d.quarter_label"],
  ["month", "d.month_label"],
  ["gender", "c.gender"],
  ["education_level", "c.education_level"],
  ["customer_state", "c.state_name"],
  ["media_type", "m.media_type"],
  ["brand_name", "p.brand_name"],
  ["sales_region", "s.region_name"],
] as const;

export const MEASURES = {
  unit_sales: "sum(l.quantity)",
  store_sales: "sum(l.net_amount)",
  store_cost: "sum(l.cost_amount)",
  customer_count: "count(distinct l.customer_key)",
  line_count: "count(*)",
};

export const FROM = `sales.fct_order_line l
  join shared.dim_date d on d.date_day = l.order_date
  join shared.dim_product_current p using (product_key)
  join shared.dim_store s using (store_key)
  join shared.dim_customer_current c using (customer_key)
  join shared.dim_promotion m using (promotion_key)`;

export type Row = Readonly<Record<string, unknown>>;
export type Level = readonly [member: string, sql: string];

/** All measures by levels, as plain SQL. */
export function sqlOf(levels: readonly Level[]): string {
  const selected = [
    ...levels.map(([name, sql]) => `${sql} as ${name}`),
    ...Object.entries(MEASURES).map(([name, sql]) => `(${sql})::varchar as ${name}`),
  ];
  const group = levels.length > 0 ? "group by all" : "";
  return `select ${selected.join(", ")} from ${FROM} ${group}`;
}

/** The name of a member of the view. */
export function whole(name: string): string {
  return `foodmart_sales.${name}`;
}

/** A row without the view in the names of its columns. */
export function shortNames(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.slice(whole("").length), value]),
  );
}
