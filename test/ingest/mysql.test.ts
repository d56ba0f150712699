import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMysql } from "../../ingest/mysql/mysql-session.js";
import { mysqlSource } from "../../ingest/mysql/mysql-source.js";
import { runIngest } from "../../ingest/run.js";
import type { Source } from "../../ingest/source.js";
import type { MysqlSourceConfig } from "../../warehouse/config-mysql.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { temporaryDir } from "../temporary-dir.js";
import { plainTable, readTable } from "./connector.js";
import { landing } from "./landing.js";
import { mariadbServer, startMariaDb, type MariaDb } from "../tools/mariadb.mjs";

const server = mariadbServer();
if (server === undefined) {
  console.warn("SKIPPED: the MySQL tests need mariadbd (apt-get install mariadb-server).");
}

describe.skipIf(server === undefined)("a MySQL source", { timeout: 60_000 }, () => {
  let db: MariaDb;

  beforeAll(async () => {
    db = await startMariaDb(server ?? "");
  }, 120_000);
  afterAll(async () => {
    await db.stop();
  });

  type Tables = MysqlSourceConfig["tables"];

  const source = (tables: Tables = { "*": plainTable }, url = db.url): Source =>
    mysqlSource("shop", { type: "mysql", url, ssl: "disable", tables });

  it("answers the next statement after a result whose last rows were slow to be taken", async () => {
    const session = await openMysql("shop", {
      type: "mysql",
      url: db.url,
      ssl: "disable",
      tables: {},
    });
    let taken = 0;
    const sink = {
      fields: (): void => undefined,
      row: (): void => {
        taken += 1;
      },
      pause: (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20)),
    };
    const { signal } = new AbortController();
    await session.each("numbers", "select seq from seq_1_to_9000", sink, signal);
    await expect(session.rows("one", "select 1")).resolves.toEqual([["1"]]);
    await session.close();
    expect(taken).toBe(9000);
  });

  it("keeps every value of every type", async () => {
    await db.run(
      "drop table if exists kinds",
      `create table kinds (id bigint unsigned primary key, tiny tinyint, utiny tinyint unsigned, flag tinyint(1),
        medium mediumint, num int zerofill, big bigint, amount decimal(20,4), wide decimal(60,5), f float, d double,
        day date, at datetime(6), stamp timestamp(3) null, t time, y year, bits bit(12), name varchar(50),
        latin varchar(50) character set latin1, mood enum('good','bad'), tags set('a','b'), doc json, raw blob, fixed binary(3))`,
      `insert into kinds values
        (18446744073709551615, -128, 255, 1, -8388608, 42, -9223372036854775808, 1234567890123456.7891,
         1234567890123456789012345678901234567890.12345, 0.1, 0.1, '2024-02-29', '2024-02-29 10:11:12.123456',
         '2024-02-29 10:11:12.5', '23:59:59', 2024, b'101010101010', 'Ünï "q", 😀', 'é', 'good', 'a,b', '{"a": [1, "x"]}', x'00ff22', x'010203'),
        (1, 0, 0, 0, 0, 0, 9223372036854775807, -0.0001, -1, -1.5e30, 1.7976931348623157e308, '0001-01-01', '1000-01-01 00:00:00',
         null, '00:00:00', 1901, b'0', '', '', 'bad', '', '[]', '', x'000000'),
        (2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`,
    );
    const [piece] = await readTable(source(), "kinds", temporaryDir());
    expect(piece?.columns?.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "id UBIGINT",
      "tiny TINYINT",
      "utiny UTINYINT",
      "flag TINYINT",
      "medium INTEGER",
      "num UINTEGER",
      "big BIGINT",
      "amount DECIMAL(20,4)",
      "wide VARCHAR",
      "f FLOAT",
      "d DOUBLE",
      "day DATE",
      "at TIMESTAMP",
      "stamp TIMESTAMP",
      "t TIME",
      "y SMALLINT",
      "bits UBIGINT",
      "name VARCHAR",
      "latin VARCHAR",
      "mood VARCHAR",
      "tags VARCHAR",
      "doc VARCHAR",
      "raw BLOB",
      "fixed BLOB",
    ]);
    const nulls = Array.from({ length: 23 }, () => null);
    expect(piece?.rows).toEqual([
      [
        "1",
        "0",
        "0",
        "0",
        "0",
        "0",
        "9223372036854775807",
        "-0.0001",
        "-1.00000",
        "-1.5e+30",
        "1.7976931348623157e+308",
        "0001-01-01",
        "1000-01-01 00:00:00",
        null,
        "00:00:00",
        "1901",
        "0",
        "",
        "",
        "bad",
        "",
        "[]",
        "",
        "\\x00\\x00\\x00",
      ],
      ["2", ...nulls],
      [
        "18446744073709551615",
        "-128",
        "255",
        "1",
        "-8388608",
        "42",
        "-9223372036854775808",
        "1234567890123456.7891",
        "1234567890123456789012345678901234567890.12345",
        "0.1",
        "0.1",
        "2024-02-29",
        "2024-02-29 10:11:12.123456",
        "2024-02-29 10:11:12.5",
        "23:59:59",
        "2024",
        "2730",
        'Ünï "q", 😀',
        "é",
        "good",
        "a,b",
        '{"a": [1, "x"]}',
        "\\x00\\xFF\\x22",
        "\\x01\\x02\\x03",
      ],
    ]);
    expect(piece?.controls?.rows).toBe(3);
    expect(piece?.controls?.sums).toMatchObject({
      id: "18446744073709551618",
      big: "-1",
      amount: "1234567890123456.7890",
      bits: "2730",
      utiny: "255",
    });
  });

  it("keeps zero dates and durations as text", async () => {
    await db.run(
      "drop table if exists zeros",
      "create table zeros (id int primary key, day date, at datetime, part date, t time, neg time)",
      "insert into zeros values (1, '0000-00-00', '0000-00-00 00:00:00', '2024-00-10', '838:59:59', '-01:00:00'), (2, '2024-01-01', '2024-01-01 00:00:00', '2024-01-01', '10:00:00', '01:00:00')",
    );
    const [piece] = await readTable(source(), "zeros", temporaryDir());
    expect(piece?.columns?.map(({ type }) => type)).toEqual([
      "INTEGER",
      ...Array<string>(5).fill("VARCHAR"),
    ]);
    expect(piece?.rows).toEqual([
      ["1", "0000-00-00", "0000-00-00 00:00:00", "2024-00-10", "838:59:59", "-01:00:00"],
      ["2", "2024-01-01", "2024-01-01 00:00:00", "2024-01-01", "10:00:00", "01:00:00"],
    ]);
  });

  it("cuts a table into pieces by a key of several columns, and resumes", async () => {
    await db.run(
      "drop table if exists pairs",
      "create table pairs (a varchar(10), b int, v int, primary key (a, b)) collate utf8mb4_general_ci",
      `insert into pairs select elt(1 + seq % 3, 'x''\\\\', 'Y', 'ü'), seq div 3, seq from seq_0_to_99`,
    );
    const whole = await readTable(source(), "pairs", temporaryDir(), { chunkRows: 30 });
    expect(whole.map((piece) => [piece.rows.length, piece.controls?.rows])).toEqual([
      [30, 30],
      [30, 30],
      [30, 30],
      [10, 10],
    ]);
    expect(whole.at(-1)?.state).toEqual({ done: true });
    const values = whole.flatMap((piece) => piece.rows.map((row) => Number(row[2])));
    expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    const rest = await readTable(source(), "pairs", temporaryDir(), {
      chunkRows: 30,
      state: whole[1]?.state ?? {},
    });
    expect(rest.map(({ file, sha256 }) => [file, sha256])).toEqual(
      whole.slice(2).map(({ file, sha256 }) => [file, sha256]),
    );
  });

  it("reads one snapshot for all tables while others write", async () => {
    await db.run(
      "drop table if exists moving",
      "create table moving (id int primary key)",
      "insert into moving values (1), (2)",
    );
    const open = await source().open();
    await db.run("insert into moving values (3)", "delete from moving where id = 1");
    const request = {
      table: "moving",
      config: plainTable,
      state: undefined,
      spoolDir: temporaryDir(),
      onRows: () => undefined,
      signal: new AbortController().signal,
      chunkRows: 100,
    };
    for await (const piece of open.extracts(request)) {
      expect(piece.controls).toEqual({ rows: 2, sums: { id: "3" } });
    }
    await open.close();
  });

  it("reads only what lies behind the cursor, less the lag", async () => {
    await db.run(
      "drop table if exists orders",
      "create table orders (id int primary key, updated_at datetime(6), v text)",
      "insert into orders values (1, '2024-01-01', 'a'), (2, '2024-01-05 00:00:00.25', 'b'), (3, null, 'c')",
    );
    const config = {
      mode: "merge" as const,
      cursor: "updated_at",
      lag: "2d",
      deletes: "compare_keys" as const,
    };
    const [first] = await readTable(source(), "orders", temporaryDir(), { config });
    expect(first?.state).toEqual({ cursor: "2024-01-05 00:00:00.250000" });
    await db.run(
      "insert into orders values (4, '2024-01-03 00:00:00.25', 'late'), (5, '2024-01-03 00:00:00.2', 'too late'), (6, '2024-01-09', 'new')",
      "delete from orders where id = 1",
    );
    const next = await readTable(source(), "orders", temporaryDir(), {
      config,
      state: first?.state ?? {},
    });
    expect(next.map((piece) => [piece.coverage, piece.rows.map(([id]) => id)])).toEqual([
      ["increment", ["2", "3", "4", "6"]],
      ["keys", ["2", "3", "4", "5", "6"]],
    ]);
  });

  it("reads queries and views, and discovers tables", async () => {
    await db.run(
      "drop table if exists crm_customer",
      "create table crm_customer (id int primary key, updated_at datetime)",
      "insert into crm_customer values (1, '2024-01-01')",
      "create or replace view crm_view as select id * 2 as twice from crm_customer",
    );
    const tables = {
      "crm_*": plainTable,
      asked: { ...plainTable, query: "select id, 'x' as c from crm_customer -- all;" },
    };
    const open = await source(tables).open();
    expect([...(await open.tables())].sort()).toEqual(["asked", "crm_customer", "crm_view"]);
    await open.close();
    expect((await readTable(source(tables), "asked", temporaryDir()))[0]?.rows).toEqual([
      ["1", "x"],
    ]);
    expect((await readTable(source(tables), "crm_view", temporaryDir()))[0]?.rows).toEqual([["2"]]);
    expect((await source().discover()).find(({ name }) => name === "crm_customer")).toEqual({
      name: "crm_customer",
      columns: [
        { name: "id", type: "INTEGER" },
        { name: "updated_at", type: "TIMESTAMP" },
      ],
      primaryKey: ["id"],
      rows: 1,
      suggested: { mode: "merge", cursor: "updated_at" },
    });
  });

  it("reads a big table within bounded memory", async () => {
    await db.run(
      "drop table if exists big",
      "create table big (id int primary key, v bigint, s varchar(300))",
      "insert into big select seq, seq * 7919, repeat(md5(seq), 8) from seq_1_to_150000",
    );
    const open = await source().open();
    const before = process.memoryUsage().rss;
    let most = 0;
    let rows = 0;
    const request = {
      table: "big",
      config: plainTable,
      state: undefined,
      spoolDir: temporaryDir(),
      onRows: (more: number) => {
        rows += more;
        most = Math.max(most, process.memoryUsage().rss);
      },
      signal: new AbortController().signal,
      chunkRows: 1_000_000,
    };
    for await (const piece of open.extracts(request)) expect(piece.controls?.rows).toBe(150_000);
    await open.close();
    expect(rows).toBe(150_000);
    expect((most - before) / 2 ** 20).toBeLessThan(150);
  });

  it("names what failed, and never the password", async () => {
    const failure = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );
    const closed = await failure(
      source(undefined, "mysql://granary:hidden1@127.0.0.1:1/shop").open(),
    );
    expect(closed).toMatchObject({ code: "INGEST_CONNECTION_FAILED" });
    const denied = await failure(
      source(undefined, db.url.replace("p%40ss%2Fword", "hidden1")).open(),
    );
    expect(denied).toMatchObject({ code: "INGEST_CONNECTION_FAILED" });
    expect(JSON.stringify([String(closed), String(denied), denied])).not.toContain("hidden1");
    const broken = { broken: { ...plainTable, query: "select nothing from nowhere" } };
    await expect(readTable(source(broken), "broken", temporaryDir())).rejects.toMatchObject({
      code: "INGEST_SOURCE_QUERY_FAILED",
    });
  });

  it("loads into the warehouse, again in merge mode, and the books balance", async () => {
    await db.run(
      "drop table if exists item",
      "create table item (id int primary key, name varchar(20), price decimal(10,2), changed datetime(3))",
      "insert into item values (1, 'a', 1.10, '2024-01-01'), (2, null, null, null), (3, '', -2.5, '2024-01-02')",
    );
    const at = landing();
    const table = { ...plainTable, mode: "merge" as const, primaryKey: ["id"], cursor: "changed" };
    const config = {
      ...at.config,
      sources: {
        shop: {
          type: "mysql" as const,
          url: db.url,
          ssl: "disable" as const,
          tables: { item: table },
        },
      },
    };
    const load = async (): Promise<void> => {
      const workspace = await openWorkspace(config, { holder: "test" });
      try {
        await runIngest({
          config,
          workspace,
          onEvent: (event) => at.events.push(event),
          chunkRows: 2,
        });
      } finally {
        await workspace.close();
      }
    };
    await load();
    const rows = "select id, name, price::varchar, changed::varchar from raw_shop.item order by id";
    expect(await at.query(rows)).toEqual([
      [1, "a", "1.10", "2024-01-01 00:00:00"],
      [2, null, null, null],
      [3, "", "-2.50", "2024-01-02 00:00:00"],
    ]);
    await db.run(
      "update item set name = 'A', changed = '2024-02-01 00:00:00.125' where id = 1",
      "insert into item values (4, 'd', 4, '2024-02-02')",
    );
    await load();
    expect((await at.query(rows)).map((row) => row.slice(0, 2))).toEqual([
      [1, "A"],
      [2, null],
      [3, ""],
      [4, "d"],
    ]);
    expect(
      await at.query("select count(*) from meta.reconciliations where difference <> '0'"),
    ).toEqual([[0n]]);
    expect(JSON.stringify(at.events)).not.toContain("p@ss");
  });

  it("reports a server that dies half-way", async () => {
    const own = await startMariaDb(server ?? "");
    try {
      await own.run(
        "create table big (id int primary key, s varchar(300))",
        "insert into big select seq, repeat('x', 300) from seq_1_to_300000",
      );
      const open = await source(undefined, own.url).open();
      let killed: Promise<void> | undefined;
      const request = {
        table: "big",
        config: plainTable,
        state: undefined,
        spoolDir: temporaryDir(),
        onRows: () => {
          killed ??= own.kill();
        },
        signal: new AbortController().signal,
        chunkRows: 1_000_000,
      };
      const pieces = open.extracts(request)[Symbol.asyncIterator]();
      await expect(pieces.next()).rejects.toMatchObject({ code: "INGEST_SOURCE_LOST" });
      await killed;
      await open.close();
    } finally {
      await own.stop();
    }
  });
});
