import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { packedColumns } from "../../ingest/packed-columns.js";
import { temporaryDir } from "../temporary-dir.js";

const TYPES = ["BIGINT", "UTINYINT", "DECIMAL(18,4)", "DECIMAL(38,2)", "DATE", "TIME", "TIMESTAMP"];
const MORE = [
  "TIMESTAMP WITH TIME ZONE",
  "BOOLEAN",
  "VARCHAR",
  "DOUBLE",
  "UUID",
  "JSON",
  "INTEGER[]",
];

it.each(["v1.0.0", "v1.2.0", "latest"])(
  "makes tables of all types in a file of format %s",
  async (format) => {
    const path = join(temporaryDir(), "warehouse.duckdb");
    const options = { storage_compatibility_version: format };
    const instance = await DuckDBInstance.create(path, options);
    const connection = await instance.connect();
    const columns = [...TYPES, ...MORE].map((type, i) => ({ name: `a "${String(i)}"`, type }));
    const definitions = await packedColumns(connection, columns);
    await connection.run(`create table t (${definitions.join(", ")})`);
    await connection.run(
      `insert into t select ${columns.map(() => "null").join(", ")} from range(10)`,
    );
    await connection.run("checkpoint");
    const described = await connection.runAndReadAll("select column_type from (describe t)");
    expect(described.getRowsJS().flat()).toEqual([...TYPES, ...MORE]);
    expect(definitions.some((definition) => definition.includes("dict_fsst"))).toBe(
      format === "latest",
    );
    connection.closeSync();
    instance.closeSync();
  },
);
