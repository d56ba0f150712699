import { describe, expect, it } from "vitest";
import { landing, type Landing } from "./landing.js";

type Tables = Parameters<Landing["ingest"]>[0];

const merge = {
  customers: { files: "*.jsonl", mode: "merge", primaryKey: ["id"], cursor: "changed" },
} satisfies Tables;
const CURRENT = "select id, name from raw_shop.customers order by id";
const COUNTS =
  "select rows_read, rows_loaded, rows_rejected, rows_unchanged from meta.loads order by started_at, file, load_id";

function lines(...rows: object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

describe("mode merge", () => {
  it("keeps one current row per key and every version of it", async () => {
    const at = landing();
    at.put(
      "1.jsonl",
      lines({ id: 1, name: "Ada", changed: 1 }, { id: 2, name: "Bob", changed: 1 }),
    );
    await at.ingest(merge);
    at.put("2.jsonl", lines({ id: 2, name: "Bo", changed: 2 }, { id: 3, name: "Cy", changed: 2 }));
    const summary = await at.ingest(merge);
    expect(summary.tables[0]).toMatchObject({ files: { new: 1, unchanged: 1 }, rowsLoaded: 2 });
    expect(await at.query(CURRENT)).toEqual([
      [1n, "Ada"],
      [2n, "Bo"],
      [3n, "Cy"],
    ]);
    expect(
      await at.query(
        "select id, name, _op, _version from raw_shop.customers__history order by all",
      ),
    ).toEqual([
      [1n, "Ada", "upsert", 1n],
      [2n, "Bo", "upsert", 2n],
      [2n, "Bob", "upsert", 1n],
      [3n, "Cy", "upsert", 2n],
    ]);
  });

  it("counts rows that change nothing, and appends none of them", async () => {
    const at = landing();
    at.put("1.jsonl", lines({ id: 1, name: "Ada", changed: 1 }, { id: 2, name: null, changed: 1 }));
    at.put(
      "2.jsonl",
      lines(
        { id: 1, name: "Ada", changed: 1 },
        { id: 2, name: null, changed: 1 },
        { id: 3, name: "x", changed: 5 },
        { id: 3, name: "y", changed: 6 },
        { id: 3, name: "z", changed: 4 },
      ),
    );
    await at.ingest(merge);
    expect(await at.query(COUNTS)).toContainEqual([5n, 1n, 0n, 4n]);
    expect(await at.query(CURRENT)).toEqual([
      [1n, "Ada"],
      [2n, null],
      [3n, "y"],
    ]);
  });

  it("does not let a late row with a lower cursor win", async () => {
    const at = landing();
    at.put("1.jsonl", lines({ id: 1, name: "new", changed: 9 }));
    at.put("2.jsonl", lines({ id: 1, name: "old", changed: 3 }));
    await at.ingest(merge);
    expect(await at.query(CURRENT)).toEqual([[1n, "new"]]);
  });

  it("rejects rows without a key", async () => {
    const at = landing();
    at.put(
      "1.jsonl",
      lines({ id: null, name: "?", changed: 1 }, { id: 1, name: "Ada", changed: 1 }),
    );
    expect((await at.failure(merge)).details.join()).toMatch(/column "id": a key may not be null/);
    const tables = { customers: { ...merge.customers, onError: "quarantine" as const } };
    await at.ingest(tables);
    expect(await at.query("select position, raw, column_name from meta.quarantine")).toEqual([
      [1n, '{"id":null,"name":"?","changed":1}', "id"],
    ]);
    expect(await at.query(CURRENT)).toEqual([[1n, "Ada"]]);
  });

  it("takes over a table that was appended to before", async () => {
    const at = landing();
    at.put("1.jsonl", lines({ id: 1, name: "a", changed: 1 }, { id: 1, name: "b", changed: 2 }));
    await at.ingest({ customers: { files: "*.jsonl" } });
    at.put("2.jsonl", lines({ id: 2, name: "c", changed: 3 }));
    await at.ingest(merge);
    expect(await at.query(CURRENT)).toEqual([
      [1n, "b"],
      [2n, "c"],
    ]);
    at.put("3.jsonl", lines({ id: 2, name: "d", changed: 4 }));
    await at.ingest({ customers: { files: "*.jsonl" } });
    expect(await at.query(`${CURRENT}, name`)).toEqual([
      [1n, "b"],
      [2n, "c"],
      [2n, "d"],
    ]);
  });

  it("needs a primary key", async () => {
    const at = landing();
    at.put("1.jsonl", lines({ id: 1 }));
    const error = await at.failure({ customers: { files: "*.jsonl", mode: "merge" } });
    expect(error.code).toBe("CONFIG_INVALID");
  });
});

describe("mode snapshot", () => {
  const snapshot = {
    customers: { files: "*.jsonl", mode: "snapshot", primaryKey: ["id"] },
  } satisfies Tables;

  it.each([
    ["none" as const, [1n, 2n, 3n], undefined],
    ["compare_keys" as const, [1n, 3n], undefined],
    ["soft_flag" as const, [1n, 2n, 3n], [2n]],
  ])("treats vanished rows as deletes: %s says", async (deletes, standing, flagged) => {
    const at = landing();
    const tables = { customers: { ...snapshot.customers, deletes } };
    at.put("day1.jsonl", lines({ id: 1, name: "Ada" }, { id: 2, name: "Bob" }));
    await at.ingest(tables);
    at.put("day2.jsonl", lines({ id: 1, name: "Ada" }, { id: 3, name: "Cy" }));
    await at.ingest(tables);
    expect((await at.query(CURRENT)).map((row) => row[0])).toEqual(standing);
    if (flagged !== undefined) {
      const deleted = await at.query("select id from raw_shop.customers where _is_deleted");
      expect(deleted.map((row) => row[0])).toEqual(flagged);
    }
    at.put(
      "day3.jsonl",
      lines({ id: 1, name: "Ada" }, { id: 2, name: "Bob" }, { id: 3, name: "Cy" }),
    );
    await at.ingest(tables);
    expect((await at.query(CURRENT)).map((row) => row[0])).toEqual([1n, 2n, 3n]);
    const versions = "select count(*) from raw_shop.customers__history where id = 2";
    expect(await at.query(versions)).toEqual([[deletes === "none" ? 1n : 3n]]);
  });
});

describe("mode replace", () => {
  it("leaves what the files hold now, in one transaction", async () => {
    const at = landing();
    const tables = { customers: { files: "*.jsonl", mode: "replace" as const } };
    at.put("a.jsonl", lines({ id: 1, name: "a" }));
    at.put("b.jsonl", lines({ id: 2, name: "b" }));
    await at.ingest(tables);
    at.remove("a.jsonl");
    at.put("c.jsonl", lines({ id: 3, name: "c" }));
    const summary = await at.ingest(tables);
    expect(summary.tables[0]?.files).toEqual({ new: 1, changed: 0, unchanged: 1 });
    expect(await at.query(CURRENT)).toEqual([
      [2n, "b"],
      [3n, "c"],
    ]);
    expect((await at.ingest(tables)).tables[0]?.rowsRead).toBe(0);
  });
});

it("answers for any past load from the history, as documented", async () => {
  const at = landing();
  const tables = {
    customers: {
      files: "*.jsonl",
      mode: "snapshot",
      primaryKey: ["id"],
      deletes: "compare_keys",
    },
  } satisfies Tables;
  at.put("day1.jsonl", lines({ id: 1, name: "Ada" }, { id: 2, name: "Bob" }));
  await at.ingest(tables);
  at.put("day2.jsonl", lines({ id: 1, name: "Eve" }));
  await at.ingest(tables);
  const asOf = (version: number): Promise<unknown> =>
    at.query(`select id, name from (
      from raw_shop.customers__history where _version <= ${String(version)}
      qualify row_number() over (partition by id order by _version desc) = 1
    ) where _op <> 'delete' order by id`);
  expect(await asOf(1)).toEqual([
    [1n, "Ada"],
    [2n, "Bob"],
  ]);
  expect(await asOf(3)).toEqual([[1n, "Eve"]]);
  expect(
    await at.query(`select id, name, valid_from is null, valid_to is null from (
      select *, _loaded_at as valid_from,
        lead(_loaded_at) over (partition by id order by _version) as valid_to
      from raw_shop.customers__history
    ) where _op <> 'delete' order by id, name`),
  ).toEqual([
    [1n, "Ada", false, false],
    [1n, "Eve", false, true],
    [2n, "Bob", false, false],
  ]);
});
