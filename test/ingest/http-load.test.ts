import { join } from "node:path";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import type { JS } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { runIngest, type IngestSummary } from "../../ingest/run.js";
import { httpSource as httpSchema } from "../../warehouse/config-http.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { temporaryDir } from "../temporary-dir.js";
import { api } from "./api.js";
import { configOver } from "./landing.js";

interface Thing {
  id: number;
  at: string;
  amount: number;
}

const thing = (id: number, day = id): Thing => ({
  id,
  at: `2024-03-${String(day).padStart(2, "0")}T00:00:00Z`,
  amount: id / 10,
});

/** A warehouse over one API with one table, "t". */
function warehouse(): {
  root: string;
  ingest(url: string, table: object, more?: object): Promise<IngestSummary>;
  query(sql: string): Promise<JS[][]>;
} {
  const root = temporaryDir();
  const over = (url: string, table: object, more: object): GranaryConfig => ({
    ...configOver(root, {}),
    sources: {
      crm: httpSchema.parse({
        type: "http",
        base_url: url,
        allow_hosts: ["127.0.0.1"],
        ...more,
        tables: { t: { path: "/things", ...table } },
      }),
    },
  });
  return {
    root,
    ingest: async (url, table, more = {}) => {
      const config = over(url, table, more);
      const workspace = await openWorkspace(config, { holder: "test" });
      try {
        return await runIngest({ config, workspace, onEvent: () => undefined, chunkRows: 4 });
      } finally {
        await workspace.close();
      }
    },
    query: async (sql) => {
      const workspace = await openWorkspace(configOver(root, {}), { holder: "test" });
      try {
        const connection = await workspace.connect();
        const rows = (await connection.runAndReadAll(sql)).getRowsJS();
        connection.closeSync();
        return rows;
      } finally {
        await workspace.close();
      }
    },
  };
}

const IDS = "select list(id order by id)::varchar from raw_crm.t";

describe("an API in the warehouse", () => {
  it("is loaded whole whatever the server does, and replaced by the next run", async () => {
    let records = Array.from({ length: 10 }, (_, i) => thing(i + 1));
    const at = await api(({ query }, response, count) => {
      response.setHeader("retry-after", "0");
      if (count === 1) response.statusCode = 429;
      if (count === 3) response.statusCode = 500;
      if (count === 5) return '[{"id":';
      if (count === 7) return records.slice(0, 3);
      const page = Number(query["page"]);
      return records.slice(page * 3 - 3, page * 3);
    });
    const table = { pagination: { type: "page" }, primary_key: "id" };
    const house = warehouse();
    const summary = await house.ingest(at.url, table);
    expect(summary.tables[0]).toMatchObject({ rowsRead: 10, rowsLoaded: 10, rowsRejected: 0 });
    expect(await house.query(IDS)).toEqual([["[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]]);
    records = [thing(3), thing(11)];
    await house.ingest(at.url, table);
    expect(await house.query(IDS)).toEqual([["[3, 11]"]]);
    expect(readdirSync(join(house.root, "data", "spool"))).toEqual([]);
  });

  it("is empty when the API is", async () => {
    let records = [thing(1)];
    const at = await api(() => records);
    const house = warehouse();
    await house.ingest(at.url, {});
    records = [];
    await house.ingest(at.url, {});
    expect(await house.query("select count(*) from raw_crm.t")).toEqual([[0n]]);
  });

  it("continues behind the last committed piece after a failure", async () => {
    let isDown = true;
    const at = await api(({ query }, response) => {
      const page = Number(query["page"]);
      if (page === 4 && isDown) response.statusCode = 400;
      return page > 5 ? [] : [thing(page * 2 - 1), thing(page * 2)];
    });
    const table = { pagination: { type: "page" } };
    const house = warehouse();
    await expect(house.ingest(at.url, table)).rejects.toMatchObject({ code: "INGEST_HTTP_FAILED" });
    isDown = false;
    await house.ingest(at.url, table);
    expect(await house.query(IDS)).toEqual([["[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]]);
    expect(at.asked.map(({ query }) => query["page"])).toEqual([
      "1",
      "2",
      "3",
      "4",
      "3",
      "4",
      "5",
      "6",
    ]);
  });

  it("begins anew where the first pages were read more than a day ago, and loads no row twice", async () => {
    let isDown = true;
    let things = [1, 2, 3, 4, 5, 6, 7, 8].map(thing);
    const at = await api(({ query }, response) => {
      const page = Number(query["page"]);
      if (page === 4 && isDown) response.statusCode = 400;
      return things.slice(page * 2 - 2, page * 2);
    });
    const table = { pagination: { type: "page" } };
    const house = warehouse();
    await expect(house.ingest(at.url, table)).rejects.toMatchObject({ code: "INGEST_HTTP_FAILED" });
    await house.query(
      `update meta.source_state
       set state = regexp_replace(state::varchar, '"startedAt":\\d+', '"startedAt":1')`,
    );
    isDown = false;
    things = things.slice(3);
    await house.ingest(at.url, table);
    expect(await house.query(IDS)).toEqual([["[4, 5, 6, 7, 8]"]]);
  });

  it("begins anew where pages have no number, and loads no row twice", async () => {
    let isDown = true;
    const at = await api(({ query }, response) => {
      const from = Number(query["cursor"] ?? 0);
      if (from === 6 && isDown) response.statusCode = 400;
      return { items: [thing(from + 1), thing(from + 2)], next: from === 8 ? null : from + 2 };
    });
    const cursors = { pagination: { type: "cursor", next: "next" } };
    const increments = { ...cursors, cursor: "at", incremental: { param: "since" } };
    const modes = [cursors, increments, { ...increments, primary_key: "id" }];
    for (const table of modes) {
      isDown = true;
      const house = warehouse();
      await expect(house.ingest(at.url, table)).rejects.toThrow("status 400");
      isDown = false;
      await house.ingest(at.url, table);
      expect(await house.query(IDS)).toEqual([["[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]]);
    }
  });

  it("merges what changed and keeps the versions before", async () => {
    let records = [thing(1), thing(2), thing(3)];
    const at = await api(({ query }) => records.filter((r) => r.at >= (query["since"] ?? "")));
    const table = { primary_key: "id", cursor: "at", incremental: { param: "since" } };
    const house = warehouse();
    await house.ingest(at.url, table);
    expect((await house.ingest(at.url, table)).tables[0]).toMatchObject({ rowsLoaded: 0 });
    records = [thing(2), { ...thing(1, 4), amount: 9.5 }, thing(5)];
    const summary = await house.ingest(at.url, table);
    expect(summary.tables[0]).toMatchObject({ rowsRead: 2, rowsLoaded: 2 });
    expect(await house.query("select id, amount from raw_crm.t order by id")).toEqual([
      [1n, 9.5],
      [2n, 0.2],
      [3n, 0.3],
      [5n, 0.5],
    ]);
    expect(await house.query("select count(*) from raw_crm.t__history where id = 1")).toEqual([
      [2n],
    ]);
  });

  it("appends what is new, and nothing twice", async () => {
    const records = [thing(1), thing(2)];
    const at = await api(({ query }) => records.filter((r) => r.at >= (query["since"] ?? "")));
    const table = { cursor: "at", incremental: { param: "since" } };
    const house = warehouse();
    await house.ingest(at.url, table);
    await house.ingest(at.url, table);
    records.push(thing(3, 2), thing(4));
    await house.ingest(at.url, table);
    await house.ingest(at.url, table);
    expect(await house.query(IDS)).toEqual([["[1, 2, 3, 4]"]]);
  });

  it("keeps every digit and balances its books", async () => {
    const at = await api(
      () =>
        '[{"id":9007199254740993,"big":1e400,"long":0.12345678901234567890,"price":0.1,"n":1},{"id":9223372036854775807,"big":2,"long":1.5,"price":1234567890.1234,"n":null}]',
    );
    const house = warehouse();
    await house.ingest(at.url, {
      columns: {
        price: "DECIMAL(18,4)",
        id: "BIGINT",
        big: "VARCHAR",
        long: "DECIMAL(38,20)",
        n: "INTEGER",
      },
    });
    expect(
      await house.query(
        "select id, big, long::varchar, price::varchar, n from raw_crm.t order by id",
      ),
    ).toEqual([
      [9007199254740993n, "1e400", "0.12345678901234567890", "0.1000", 1],
      [9223372036854775807n, "2", "1.50000000000000000000", "1234567890.1234", null],
    ]);
    expect(
      await house.query(
        "select measure, source_value, raw_value from meta.reconciliations order by measure",
      ),
    ).toContainEqual(["sum(price)", "1234567890.2234", "1234567890.2234"]);
  });

  it("types what is not declared without losing digits", async () => {
    const at = await api(
      () => '[{"id":9007199254740993,"big":1e400,"long":0.12345678901234567890}]',
    );
    const house = warehouse();
    await house.ingest(at.url, {});
    expect(await house.query("select id, big, long from raw_crm.t")).toEqual([
      [9007199254740993n, "1e400", "0.12345678901234567890"],
    ]);
  });

  it("leaves no secret in the warehouse", async () => {
    const at = await api((_, response) => {
      response.statusCode = 403;
      return { token: "sesame-open" };
    });
    const house = warehouse();
    const auth = { bearer: "sesame-open" };
    await expect(house.ingest(at.url, {}, { auth })).rejects.toThrow("status 403");
    for (const name of readdirSync(join(house.root, "data"), {
      recursive: true,
      encoding: "utf8",
    })) {
      const path = join(house.root, "data", name);
      if (/\.(duckdb|wal|json)$/.test(name)) {
        expect(readFileSync(path).includes("sesame-open"), name).toBe(false);
      }
    }
  });
});

it.each([
  { mode: "snapshot", primary_key: "id" },
  { mode: "snapshot", primary_key: "id", deletes: "compare_keys" },
  { mode: "merge", primary_key: "id" },
  { mode: "merge", primary_key: "id", deletes: "soft_flag" },
  { mode: "replace" },
])("begins with no records at all: %o", async (table) => {
  const at = warehouse();
  const things: Thing[] = [];
  const { url } = await api(({ query: { page } }) => (page === "1" ? things : []));
  const paged = { ...table, pagination: { type: "page" } };
  await at.ingest(url, paged);
  await at.ingest(url, paged);
  things.push(thing(1), thing(2));
  await at.ingest(url, paged);
  expect(await at.query("select id, amount from raw_crm.t order by id")).toEqual([
    [1n, 0.1],
    [2n, 0.2],
  ]);
  const unequal = "rows_read <> rows_loaded + rows_rejected + rows_unchanged";
  expect(await at.query(`select count(*) from meta.loads where ${unequal}`)).toEqual([[0n]]);
});

it("reads secrets of any place from files, and keeps them out of its state", async () => {
  const at = warehouse();
  const file = join(at.root, "token");
  writeFileSync(file, "file-secret-1234\n");
  const seen: unknown[] = [];
  const { url } = await api(({ query: { page }, headers }) => {
    seen.push(headers["x-key"], headers["authorization"]);
    if (page === "2") return { items: [thing(6)], next: "/things?page=3&t=file-secret-1234" };
    if (page === "3") return "no JSON";
    return { items: [1, 2, 3, 4, 5].map((id) => thing(id)), next: "/things?page=2" };
  });
  const table = { mode: "merge", primary_key: "id", pagination: { type: "next_url" } };
  const more = { headers: { "x-key": { file } }, auth: { bearer: { file } }, retries: 0 };
  await expect(at.ingest(url, { ...table, records: "items" }, more)).rejects.toThrow();
  expect(seen.slice(0, 2)).toEqual(["file-secret-1234", "Bearer file-secret-1234"]);
  expect(readFileSync(join(at.root, "data", "warehouse.duckdb"), "latin1")).not.toContain(
    "file-secret-1234",
  );
});
