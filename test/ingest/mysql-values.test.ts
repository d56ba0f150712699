import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mysqlSource } from "../../ingest/mysql/mysql-source.js";
import type { Source } from "../../ingest/source.js";
import { mysqlSource as mysqlSchema } from "../../warehouse/config-mysql.js";
import { temporaryDir } from "../temporary-dir.js";
import { mariadbServer, startMariaDb, type MariaDb } from "../tools/mariadb.mjs";
import { readTable } from "./connector.js";

const server = mariadbServer();

describe.skipIf(server === undefined)("the values of a MySQL source", { timeout: 60_000 }, () => {
  let db: MariaDb;

  beforeAll(async () => {
    db = await startMariaDb(server ?? "");
  }, 120_000);
  afterAll(async () => {
    await db.stop();
  });

  const source = (tables: Record<string, unknown>): Source =>
    mysqlSource("shop", mysqlSchema.parse({ type: "mysql", url: db.url, tables }));

  it("are those the server itself writes as text", async () => {
    const columns = {
      tiny: "tinyint",
      utiny: "tinyint unsigned",
      small: "smallint",
      usmall: "smallint unsigned",
      medium: "mediumint",
      umedium: "mediumint unsigned",
      num: "int",
      unum: "int unsigned",
      big: "bigint",
      ubig: "bigint unsigned",
      d4: "decimal(4,2)",
      d15: "decimal(15,3)",
      d18: "decimal(18,6)",
      d19: "decimal(19,0)",
      d38: "decimal(38,12)",
      day: "date",
      clock: "time(6)",
      name: "longtext",
    };
    const names = Object.keys(columns);
    // Every value at both ends of its range, and rows between them.
    const ends = [
      "-128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, -99.99, -999999999999.999, -999999999999.999999, -9999999999999999999, -99999999999999999999999999.999999999999, '0001-01-01', '00:00:00', ''",
      "127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 99.99, 999999999999.999, 999999999999.999999, 9999999999999999999, 99999999999999999999999999.999999999999, '9999-12-31', '23:59:59.999999', repeat('é', 70000)",
      "1, 1, 1, 1, 1, 1, 1, 1, 9007199254740993, 9007199254740993, 0.01, 0.001, 0.000001, 1, 0.000000000001, '2024-02-29', '00:00:00.000001', repeat('x', 250)",
      "-1, 2, -1, 2, -1, 2, -1, 2, -9007199254740993, 3, -0.01, -0.001, -0.000001, -1, -0.000000000001, '1969-12-31', '12:00:00', repeat('x', 251)",
      "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '1970-01-01', '01:02:03.4', repeat('x', 65536)",
    ];
    await db.run(
      "drop table if exists ranges",
      `create table ranges (${names.map((name) => `${name} ${columns[name as keyof typeof columns]}`).join(", ")})`,
      ...ends.map((values) => `insert into ranges values (${values})`),
      `insert into ranges (num) values (null)`,
    );
    const texts = names.map((name) => `cast(${name} as char) as t_${name}`);
    const query = `select ${[...names, ...texts].join(", ")} from ranges`;
    const [piece] = await readTable(source({ ranges: { query } }), "ranges", temporaryDir());
    expect(piece?.rows).toHaveLength(6);
    for (const row of piece?.rows ?? []) {
      const own = row.slice(0, names.length);
      const told = row.slice(names.length).map((text, i) => {
        // The engine leaves out the zeros at the end of a fraction of a second.
        return names[i] === "clock" && typeof text === "string"
          ? text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")
          : text;
      });
      expect(own).toEqual(told);
    }
  });

  it("cut a table into pieces by a key of any type that has an order", async () => {
    await db.run(
      "drop table if exists keyed",
      `create table keyed (day date, at datetime(3), amount decimal(20,4), u bigint unsigned, t time(2), raw varbinary(4),
        n smallint, v int, primary key (day, at, amount, u, t, raw, n))`,
      `insert into keyed select '2024-01-01' + interval (seq % 2) day, '2024-01-01 00:00:00' + interval (seq % 3) * 1500000 microsecond,
        (seq % 2) / 10, 18446744073709551615 - (seq % 2), sec_to_time(seq % 2 + 0.25), x'00ff', -(seq div 6), seq from seq_0_to_99`,
    );
    const whole = await readTable(source({ keyed: {} }), "keyed", temporaryDir(), { chunkRows: 7 });
    expect(whole.map((piece) => piece.rows.length)).toEqual([...Array<number>(14).fill(7), 2]);
    const values = whole.flatMap((piece) => piece.rows.map((row) => Number(row[7])));
    expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it("that no calendar has make the table begin anew, as text", async () => {
    await db.run(
      "drop table if exists late",
      "create table late (id int primary key, day date, at datetime(2))",
      "insert into late select seq, '2024-01-01', '2024-01-01 10:00:00.5' from seq_1_to_5",
      "insert into late values (6, '2024-00-10', null)",
    );
    const late = source({ late: {} });
    const pieces = await readTable(late, "late", temporaryDir(), { chunkRows: 2 });
    expect(pieces.map((piece) => [piece.file, piece.anew, piece.columns?.[1]?.type])).toEqual([
      ["late#1", undefined, "DATE"],
      ["late#2", undefined, "DATE"],
      ["late#1", true, "VARCHAR"],
      ["late#2", undefined, "VARCHAR"],
      ["late#3", undefined, "VARCHAR"],
    ]);
    expect(pieces.slice(2).flatMap((piece) => piece.rows)).toEqual([
      ...["1", "2", "3", "4", "5"].map((id) => [id, "2024-01-01", "2024-01-01 10:00:00.5"]),
      ["6", "2024-00-10", null],
    ]);
    // In a table that grows nothing can be taken back: its types are found out first.
    const config = { mode: "merge" as const, primaryKey: ["id"] };
    const merged = await readTable(late, "late", temporaryDir(), { chunkRows: 2, config });
    expect(merged.map((piece) => [piece.anew, piece.columns?.[1]?.type])).toEqual(
      Array.from({ length: 3 }, () => [undefined, "VARCHAR"]),
    );
  });

  it("are too long together in a row that is named", async () => {
    const query = "select 7 as id, repeat('x', 9000000) as a, repeat('y', 9000000) as b";
    await expect(
      readTable(source({ docs: { query } }), "docs", temporaryDir()),
    ).rejects.toMatchObject({
      code: "INGEST_SOURCE_VALUE",
      message: expect.stringMatching(/table docs: the row id 7 has more than 16 MiB/) as string,
    });
  });
});
