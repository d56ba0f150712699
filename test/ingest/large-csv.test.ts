import { expect, it } from "vitest";
import { landing } from "./landing.js";

const ROWS = 400_000;
const FILLER = "some text that fills the line up";

it("takes back what the first records suggested when later ones contradict", async () => {
  const at = landing();
  const lines = ["id,code,n,moment,note"];
  for (let i = 1; i <= ROWS; i += 1)
    lines.push(`${String(i)},${String(i)},7,2024-01-01 10:00:00,${FILLER}`);
  lines.push(`${String(ROWS + 1)},007,1.5,2024-01-01 10:00:00+02:00,""`);
  at.put("orders.csv", lines.join("\n"));
  const columns = {
    id: "BIGINT",
    code: "VARCHAR",
    n: "BIGINT",
    moment: "TIMESTAMP",
    note: "VARCHAR",
  };
  const strict = { files: "orders.csv", columns, onError: "quarantine" } as const;
  await at.ingest({ orders: strict });
  expect(await at.query("select position, column_name from meta.quarantine")).toEqual([
    [BigInt(ROWS + 1), "n"],
  ]);
  await at.ingest({ orders: { files: "orders.csv" } });
  const last = `select code, n::varchar, moment::varchar, note, _source_position from raw_shop.orders
    where id = ${String(ROWS + 1)}`;
  expect(await at.query(last)).toEqual([
    ["007", "1.5000", "2024-01-01 08:00:00", "", BigInt(ROWS + 1)],
  ]);
  expect(await at.query("select count(*), sum(_source_position) from raw_shop.orders")).toEqual([
    [BigInt(ROWS + 1), (BigInt(ROWS + 1) * BigInt(ROWS + 2)) / 2n],
  ]);
}, 60_000);
