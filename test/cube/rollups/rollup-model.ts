import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A model with two rollups over the order lines of the fixture; measures of every kind. */
export const ROLLUP_MODEL = `
cubes:
  - name: products
    sql_table: shared.dim_product_current
    public: false
    dimensions:
      - { name: product_key, sql: "{CUBE}.product_key", type: number, primary_key: true }
      - { name: category, sql: "{CUBE}.category_name", type: string, title: Category }
      - { name: brand, sql: "{CUBE}.brand_name", type: string, title: Brand }
  - name: lines
    sql_table: sales.fct_order_line
    public: false
    joins:
      - name: products
        relationship: many_to_one
        sql: "{CUBE}.product_key = {products}.product_key"
    measures:
      - { name: net, sql: "{CUBE}.net_amount", type: sum }
      - { name: units, sql: "CAST({CUBE}.quantity AS DECIMAL(18, 0))", type: sum }
      - { name: count, type: count }
      - { name: largest, sql: "{CUBE}.net_amount", type: max }
      - { name: smallest, sql: "{CUBE}.net_amount", type: min }
      - { name: orders, sql: "{CUBE}.order_key", type: count_distinct }
      - { name: mean, sql: "{CUBE}.net_amount", type: avg }
      - { name: price, sql: "{net} / NULLIF({units}, 0)", type: number }
      - { name: order_value, sql: "{net} / NULLIF({orders}, 0)", type: number }
      - { name: big_net, sql: "{CUBE}.net_amount", type: sum, filters: [{ sql: "{CUBE}.quantity > 5" }] }
    dimensions:
      - { name: line_key, sql: "{CUBE}.order_line_key", type: number, primary_key: true }
      - { name: channel, sql: "{CUBE}.channel_key", type: number }
      - { name: source, sql: "{CUBE}.source_system", type: string }
      - { name: quantity, sql: "{CUBE}.quantity", type: number }
      - { name: date, sql: "{CUBE}.order_date", type: time }
    pre_aggregations:
      - name: by_month
        measures: [CUBE.net, CUBE.units, CUBE.count]
        dimensions: [CUBE.channel]
        time_dimension: CUBE.date
        granularity: month
      - name: by_day
        measures: [CUBE.net, CUBE.units, CUBE.count, CUBE.largest, CUBE.smallest, CUBE.big_net]
        dimensions: [products.category, products.brand, CUBE.channel, CUBE.source]
        time_dimension: CUBE.date
        granularity: day
views:
  - name: v
    cubes:
      - join_path: lines
        includes: "*"
      - join_path: lines.products
        includes: [category, brand]
`;

/** Writes the model to a directory of its own. */
export function rollupModelDir(text = ROLLUP_MODEL): string {
  const dir = mkdtempSync(join(tmpdir(), "granary-rollup-model-"));
  writeFileSync(join(dir, "model.yml"), text);
  return dir;
}
