import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../warehouse/sql.js";
import { BasketBuilder, type Baskets } from "./baskets.js";
import type { MiningParameters } from "./parameters.js";

/** One basket per order, parted by date into those to learn from and those to test on. */
interface OrderBaskets {
  /** Item names by item number; numbers follow the names' order. */
  names: readonly string[];
  train: Baskets;
  holdout: Baskets;
  /** First day of the holdout, YYYY-MM-DD; null without orders to hold out. */
  holdoutFrom: string | null;
}

/**
 * The orders up to a date as baskets of known products or their subcategories. The holdout begins at a day's start, so
 * no day is on both sides; where all orders fall on one day there is none.
 */
export async function readOrderBaskets(
  connection: DuckDBConnection,
  parameters: MiningParameters,
  asOfDate: string,
): Promise<OrderBaskets> {
  await stageItems(connection, parameters.level, asOfDate);
  const holdoutFrom = await holdoutStart(connection, parameters.holdoutShare);
  const items = await connection.runAndReadAll(
    "select name from temp.mining_item order by item_number",
  );
  const train = new BasketBuilder();
  const holdout = new BasketBuilder();
  const isHoldout = holdoutFrom === null ? "0" : `(order_date >= date '${holdoutFrom}')::integer`;
  const result = await connection.stream(
    `select order_number, item_number, ${isHoldout}
     from temp.mining_order_item order by order_number, item_number`,
  );
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    for (const [order, item, held] of chunk.getRows()) {
      (held === 1 ? holdout : train).add(Number(order), Number(item));
    }
  }
  return {
    names: items.getRowsJS().map(([name]) => (typeof name === "string" ? name : "")),
    train: train.finish(),
    holdout: holdout.finish(),
    holdoutFrom,
  };
}

async function stageItems(
  connection: DuckDBConnection,
  level: MiningParameters["level"],
  asOfDate: string,
): Promise<void> {
  // Two products may share a name; their ids keep them apart.
  const label =
    level === "subcategory"
      ? "p.subcategory_name"
      : `case when count(*) over (partition by p.product_name) = 1 then p.product_name
         else p.product_name || ' (' || p.product_id || ')' end`;
  await connection.run(`
    create or replace temp table mining_label as
    select p.product_key, ${label} as name from shared.dim_product_current p where p.product_key > 0;
    create or replace temp table mining_line as
    select distinct l.order_key, l.order_date, i.name
    from sales.fct_order_line l
    join temp.mining_label i on i.product_key = l.product_key
    where l.order_date <= date ${quoteLiteral(asOfDate)} and i.name is not null;
    create or replace temp table mining_item as
    select name, (row_number() over (order by name) - 1)::integer as item_number
    from (select distinct name from temp.mining_line);
    create or replace temp table mining_order as
    select order_key, order_date,
      (row_number() over (order by order_date, order_key) - 1)::integer as order_number
    from (select order_key, min(order_date) as order_date from temp.mining_line group by all);
    create or replace temp table mining_order_item as
    select distinct o.order_number, o.order_date, i.item_number
    from temp.mining_line l
    join temp.mining_order o using (order_key)
    join temp.mining_item i on i.name = l.name`);
}

async function holdoutStart(connection: DuckDBConnection, share: number): Promise<string | null> {
  const reader = await connection.runAndReadAll(`
    with cut as (
      select order_date from temp.mining_order
      where order_number >= (select ceil(count(*) * (1 - ${share}::decimal(9, 6))) from temp.mining_order)
      order by order_number limit 1
    )
    select order_date::varchar from cut
    where order_date > (select min(order_date) from temp.mining_order)`);
  const found = reader.getRowsJS()[0]?.[0];
  return typeof found === "string" ? found : null;
}
