import { join } from "node:path";
import { DuckDBInstance, type JS } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { ParquetSpool } from "../../ingest/parquet-spool.js";
import type { ParquetColumn } from "../../ingest/parquet-column.js";
import { temporaryDir } from "../temporary-dir.js";

/** So many that a group ends before it has as many rows as it may have. */
const ROW_BYTES = 200;

type Put = (column: ParquetColumn) => void;

/** Types and texts of what the engine reads in a spool of these rows. */
async function readBack(
  types: readonly string[],
  rows: readonly (readonly (Put | null)[])[],
): Promise<{ types: JS[]; rows: JS[][]; sha256: string }> {
  const path = join(temporaryDir(), "rows.parquet");
  const columns = types.map((type, i) => ({ name: `c${String(i)}`, type }));
  const spool = await ParquetSpool.create(path, columns);
  for (const row of rows) {
    for (const [i, column] of spool.columns.entries()) {
      const put = row[i];
      if (put) put(column);
      else column.putNull();
    }
    spool.endRow(ROW_BYTES);
    if (spool.full) await spool.drain();
  }
  const { sha256 } = await spool.finish();
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const described = await connection.runAndReadAll(
      `select column_type from (describe from '${path}')`,
    );
    const read = await connection.runAndReadAll(`select columns(*)::varchar from '${path}'`);
    return { types: described.getRowsJS().flat(), rows: read.getRowsJS(), sha256 };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const bytes =
  (text: string | Buffer): Put =>
  (column) => {
    const source = Buffer.from(text);
    column.putBytes(source, 0, source.length);
  };

it("gives the engine every type as it is", async () => {
  const types = [
    ...["BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"],
    ...["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE"],
    ...["DECIMAL(4,2)", "DECIMAL(18,4)", "DECIMAL(38,10)", "DATE", "TIME", "TIMESTAMP"],
    ...["VARCHAR", "JSON", "BLOB"],
  ];
  const found = await readBack(types, [
    [
      (c) => {
        c.putBoolean(true);
      },
      ...[-128, -32768, -2147483648].map((n): Put => (c) => {
        c.putInt32(n);
      }),
      (c) => {
        c.putBigInt64(-(2n ** 63n));
      },
      ...[255, 65535, 4294967295].map((n): Put => (c) => {
        c.putInt32(n | 0);
      }),
      (c) => {
        c.putBigInt64(BigInt.asIntN(64, 2n ** 64n - 1n));
      },
      (c) => {
        c.putFloat(0.1);
      },
      (c) => {
        c.putDouble(0.1);
      },
      ...[-1250, 2 ** 53].map((n): Put => (c) => {
        c.putInt64(n);
      }),
      (c) => {
        c.putBigInt128(-12345678901234567890123456789012345678n);
      },
      (c) => {
        c.putInt32(-719162);
      },
      (c) => {
        c.putInt64(86_399_000_001);
      },
      (c) => {
        c.putInt64(-1);
      },
      bytes('é "q"\n'),
      bytes('{"a":1}'),
      bytes(Buffer.of(0, 255)),
    ],
    types.map(() => null),
  ]);
  expect(found.types).toEqual(types);
  expect(found.rows).toEqual([
    [
      ...["true", "-128", "-32768", "-2147483648", "-9223372036854775808"],
      ...["255", "65535", "4294967295", "18446744073709551615", "0.1", "0.1"],
      ...["-12.50", "900719925474.0992", "-1234567890123456789012345678.9012345678"],
      ...["0001-01-01", "23:59:59.000001", "1969-12-31 23:59:59.999999"],
      ...['é "q"\n', '{"a":1}', "\\x00\\xFF"],
    ],
    types.map(() => null),
  ]);
});

it("keeps the order of many rows in several groups, and the same bytes for the same rows", async () => {
  const rows = Array.from({ length: 125_003 }, (_, i): (Put | null)[] => [
    (c) => {
      c.putInt32(i);
    },
    i % 3 === 0 ? null : bytes(`text ${String(i)}`),
    i % 7 === 0
      ? null
      : (c) => {
          c.putBoolean(i % 2 === 0);
        },
  ]);
  const found = await readBack(["INTEGER", "VARCHAR", "BOOLEAN"], rows);
  expect(found.rows.length).toBe(rows.length);
  const wrong = found.rows.filter(
    ([n, text, flag], i) =>
      n !== String(i) ||
      text !== (i % 3 === 0 ? null : `text ${String(i)}`) ||
      flag !== (i % 7 === 0 ? null : String(i % 2 === 0)),
  );
  expect(wrong).toEqual([]);
  const again = await readBack(["INTEGER", "VARCHAR", "BOOLEAN"], rows);
  expect(again.sha256).toBe(found.sha256);
});

it("gives an empty table with its columns", async () => {
  const found = await readBack(["BIGINT", "VARCHAR"], []);
  expect(found).toMatchObject({ types: ["BIGINT", "VARCHAR"], rows: [] });
});
