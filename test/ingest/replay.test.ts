import { expect, it } from "vitest";
import { runReplay } from "../../ingest/run-replay.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { configOver, landing, type Landing } from "./landing.js";

type Tables = Parameters<Landing["ingest"]>[0];

async function replay(at: Landing, tables: Tables): ReturnType<typeof runReplay> {
  const config = configOver(at.root, tables);
  const workspace = await openWorkspace(config, { holder: "test" });
  try {
    return await runReplay({ config, workspace, onEvent: (event) => at.events.push(event) });
  } finally {
    await workspace.close();
  }
}

const QUARANTINE = "select position, raw from meta.quarantine order by position";
const ROWS = "select id, amount::varchar, _source_position from raw_shop.orders order by id";
const strict = {
  orders: {
    files: "*.csv",
    onError: "quarantine" as const,
    columns: { id: "BIGINT", amount: "DECIMAL(18,2)" },
  },
};

it("loads quarantined rows that fit the new contract, at their own positions", async () => {
  const at = landing();
  at.put("a.csv", "amount;id\n1.5;1\n2.345;2\nx;3\n4;4\n");
  await at.ingest(strict);
  expect((await at.query(QUARANTINE)).length).toBe(2);
  const wider = {
    orders: { ...strict.orders, columns: { id: "BIGINT", amount: "DECIMAL(18,4)" } },
  };
  expect(await replay(at, wider)).toMatchObject([{ table: "orders", loaded: 1, left: 1 }]);
  expect(await at.query(ROWS)).toEqual([
    [1n, "1.5000", 1n],
    [2n, "2.3450", 2n],
    [4n, "4.0000", 4n],
  ]);
  expect((await at.query(QUARANTINE)).map((row) => row[0])).toEqual([3n]);
  expect(await replay(at, wider)).toMatchObject([{ loaded: 0, left: 1 }]);
});

it("gives replayed rows up together with the content they came from", async () => {
  const at = landing();
  at.put("a.csv", "id,amount\n1,1.5\n2,2.345\n");
  await at.ingest(strict);
  const wider = {
    orders: { ...strict.orders, columns: { id: "BIGINT", amount: "DECIMAL(18,4)" } },
  };
  await replay(at, wider);
  await at.ingest(wider);
  await at.ingest(wider);
  expect((await at.query(ROWS)).map((row) => row[0])).toEqual([1n, 2n]);
  at.put("a.csv", "id,amount\n3,3\n");
  await at.ingest(wider);
  expect((await at.query(ROWS)).map((row) => row[0])).toEqual([3n]);
});

it("replays rows one by one where one of them spoils the rest", async () => {
  const at = landing();
  at.put("a.csv", 'id,amount\n1,1\n2,2,2\n3,"3\n4,4.445\n');
  const tables = { orders: { ...strict.orders, quote: "" } };
  await at.ingest(tables);
  expect((await at.query(QUARANTINE)).length).toBe(3);
  const wider = {
    orders: { ...strict.orders, quote: "", columns: { id: "BIGINT", amount: "DECIMAL(18,4)" } },
  };
  expect(await replay(at, wider)).toMatchObject([{ loaded: 1, left: 2 }]);
});

it("merges replayed rows, a version that came later staying the current one", async () => {
  const at = landing();
  const merge = {
    orders: { ...strict.orders, files: "*.jsonl", mode: "merge" as const, primaryKey: ["id"] },
  };
  at.put("1.jsonl", '{"id":1,"amount":"1.111"}\n{"id":2,"amount":2.222}\n{"id":3,"amount":3}\n');
  await at.ingest(merge);
  const wider = {
    orders: { ...merge.orders, columns: { id: "BIGINT", amount: "DECIMAL(18,4)" } },
  };
  expect(await replay(at, wider)).toMatchObject([{ loaded: 2, left: 0 }]);
  expect((await at.query(ROWS)).map((row) => row[1])).toEqual(["1.1110", "2.2220", "3.0000"]);
});
