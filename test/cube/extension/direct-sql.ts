import type { Filter } from "../../../cube/asking.js";

/** The sales view in hand-written SQL: what a figure is, what an axis is. */
export const SALES = "sales.fct_sale s join shared.dim_place p using (place_key)";

export const FIGURES: Readonly<Record<string, string>> = {
  "sales.revenue": "sum(amount)",
  "sales.sale_count": "count(*)",
  "sales.customers": "count(distinct customer_key)",
  "sales.average_sale": "sum(amount) / nullif(count(*), 0)",
  "sales.median_sale": "median(amount)",
  "sales.large_sales": "count(*) filter (amount > 50)",
};

export const AXES: Readonly<Record<string, string>> = {
  "sales.country": "country",
  "sales.city": "city",
  "sales.product": "product",
  "sales.is_coastal": "is_coastal",
  "sales.sale_date.month": "date_trunc('month', sale_date)",
  "sales.sale_date.quarter": "date_trunc('quarter', sale_date)",
  "sales.sale_date.day": "sale_date",
};

/** Filters of the sales view, and the same in SQL. */
export const FILTERS: readonly { filter: Filter; sql: string }[] = [
  { filter: { member: "sales.country", operator: "set" }, sql: "country is not null" },
  {
    filter: { member: "sales.country", operator: "notEquals", values: ["Austria"] },
    sql: "country is distinct from 'Austria'",
  },
  { filter: { member: "sales.product", operator: "notSet" }, sql: "product is null" },
  {
    filter: {
      or: [
        { member: "sales.city", operator: "contains", values: ["n"] },
        { member: "sales.product", operator: "equals", values: ["P1", "P2"] },
      ],
    },
    sql: "(city ilike '%n%' or product in ('P1', 'P2'))",
  },
  {
    filter: { member: "sales.is_coastal", operator: "equals", values: ["true"] },
    sql: "is_coastal",
  },
];

export function timeQuery(axes: readonly string[], range?: [string, string]): object {
  const periods = axes.filter((name) => name.split(".").length === 3);
  const dateRange = range && { dateRange: range };
  const grouped = periods.map((name) => ({
    dimension: "sales.sale_date",
    granularity: name.split(".")[2] ?? "",
    ...dateRange,
  }));
  const only =
    range && periods.length === 0 ? [{ dimension: "sales.sale_date", dateRange: range }] : [];
  return {
    dimensions: axes.filter((name) => !periods.includes(name)),
    timeDimensions: [...grouped, ...only],
  };
}

/** Rows of `figures` by `axes`, named as the semantic layer names them. */
export function groupedSql(
  figures: readonly string[],
  axes: readonly string[],
  where: readonly string[],
): string {
  const columns = [
    ...axes.map((name) => `${AXES[name] ?? ""} as "${name}"`),
    ...figures.map((name) => `${FIGURES[name] ?? ""} as "${name}"`),
  ];
  const condition = where.length > 0 ? `where ${where.join(" and ")}` : "";
  const groups = axes.map((name) => AXES[name]).join(", ");
  return `select ${columns.join(", ")} from ${SALES} ${condition} ${groups && `group by ${groups}`}`;
}

export function between(range: [string, string]): string {
  return `sale_date between '${range[0]}' and '${range[1]}'`;
}

/** Rows that can be compared: only the named columns, figures as numbers, times as days, sorted. */
export function comparable(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
): string[] {
  return rows
    .map((row) => JSON.stringify(columns.map((name) => comparableCell(row[name] ?? null))))
    .sort();
}

function comparableCell(cell: unknown): unknown {
  if (cell === null || typeof cell === "boolean") return cell;
  const text = typeof cell === "string" ? cell : JSON.stringify(cell);
  if (/^\d{4}-\d\d-\d\d/.test(text)) return text.slice(0, 10);
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : Number(number.toPrecision(12)) + 0;
}
