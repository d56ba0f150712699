import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JS } from "@duckdb/node-api";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, it } from "vitest";
import { runIngest } from "../../ingest/run.js";
import { httpSource } from "../../warehouse/config-http.js";
import { postgresSource } from "../../warehouse/config-postgres.js";
import { sqliteSource } from "../../warehouse/config-sqlite.js";
import type { SourceConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { GranaryEvent } from "../../warehouse/events.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { temporaryDir } from "../temporary-dir.js";
import { api } from "./api.js";
import { configOver } from "./landing.js";

interface Run {
  error: GranaryError | undefined;
  events: GranaryEvent[];
  /** Table, file, status, rows and error of every attempt so far. */
  attempts: JS[][];
  quarantine: JS[][];
}

async function run(root: string, source: SourceConfig): Promise<Run> {
  const config = { ...configOver(root, {}), sources: { crm: source } };
  const workspace = await openWorkspace(config, { holder: "test" });
  const events: GranaryEvent[] = [];
  try {
    const error = await runIngest({ config, workspace, onEvent: (e) => events.push(e) }).then(
      () => undefined,
      (thrown: unknown) => {
        if (thrown instanceof GranaryError) return thrown;
        throw thrown;
      },
    );
    const connection = await workspace.connect();
    const of = async (sql: string): Promise<JS[][]> =>
      (await connection.runAndReadAll(sql)).getRowsJS();
    const attempts = await of(
      "select table_name, file, status, rows_read, error from meta.loads order by rowid",
    );
    const quarantine = await of("select raw, reason from meta.quarantine order by all");
    connection.closeSync();
    return { error, events, attempts, quarantine };
  } finally {
    await workspace.close();
  }
}

const overHttp = (url: string, table: object = {}, more: object = {}): SourceConfig =>
  httpSource.parse({
    type: "http",
    base_url: url,
    allow_hosts: ["127.0.0.1"],
    auth: { bearer: "s3cret-token" },
    ...more,
    tables: { things: { path: "/things", ...table } },
  });

describe("attempts that fail before there is a piece to load", () => {
  it("are logged each, without secrets: an API that refuses", async () => {
    const root = temporaryDir();
    const at = await api((_, response) => {
      response.statusCode = 403;
      return { error: "s3cret-token is not allowed" };
    });
    const first = await run(root, overHttp(at.url));
    expect(first.error?.code).toBe("INGEST_HTTP_FAILED");
    expect(first.attempts).toEqual([
      ["things", "things", "failed", 0n, expect.stringContaining("status 403")],
    ]);
    const second = await run(root, overHttp(at.url));
    expect(second.attempts).toHaveLength(2);
    expect(JSON.stringify(second.attempts, (_, v: unknown) => String(v))).not.toContain("s3cret");
  });

  it("are logged behind the pieces that were committed", async () => {
    const root = temporaryDir();
    let broken = true;
    const at = await api(({ query }, response) => {
      if (query["page"] === "2" && broken) response.statusCode = 400;
      return Number(query["page"]) > 2 ? [] : [{ id: Number(query["page"]) }];
    });
    const table = { pagination: { type: "page" }, primary_key: "id", mode: "merge" };
    const first = await run(root, overHttp(at.url, table));
    expect(first.attempts.map((row) => row[2])).toEqual(["failed"]);
    broken = false;
    const second = await run(root, overHttp(at.url, table));
    expect(second.attempts.map((row) => row[2])).toEqual(["failed", "loaded"]);
  });

  it("are logged: a database that is not there", async () => {
    const root = temporaryDir();
    const { error, attempts, events } = await run(
      root,
      postgresSource.parse({
        type: "postgres",
        url: "postgres://reader:s3cret-token@127.0.0.1:1/shop",
        ssl: "disable",
        tables: { "*": {} },
      }),
    );
    expect(error).toBeDefined();
    expect(attempts).toEqual([["*", "crm", "failed", 0n, expect.stringContaining("INGEST_")]]);
    expect(attempts[0]?.[4]).not.toContain("s3cret");
    expect(events).toContainEqual(
      expect.objectContaining({ type: "step", name: "crm", status: "fail" }),
    );
  });

  it("are logged: files that are not there", async () => {
    const root = temporaryDir();
    const tables = {
      orders: { files: "*.csv", onError: "fail" as const, maxRejected: undefined, tags: [] },
    };
    const { attempts } = await run(root, { type: "files", path: root, tables });
    expect(attempts).toEqual([
      ["orders", "orders", "failed", 0n, expect.stringContaining("INGEST_FILES_NONE")],
    ]);
  });

  it("are logged: a database file that is none", async () => {
    const root = temporaryDir();
    const path = join(root, "till.db");
    writeFileSync(path, "no database at all, whatever its name says ".repeat(100));
    const { attempts } = await run(
      root,
      sqliteSource.parse({ type: "sqlite", path, tables: { sales: {} } }),
    );
    expect(attempts).toHaveLength(1);
    expect(attempts[0]?.slice(2, 4)).toEqual(["failed", 0n]);
  });
});

describe("waits before another attempt", () => {
  it("are told with how long and why", async () => {
    const root = temporaryDir();
    const at = await api((_, response, count) => {
      if (count === 1) {
        response.statusCode = 429;
        response.setHeader("retry-after", "0.01");
        return { error: "slow down, s3cret-token" };
      }
      return [{ id: 1 }];
    });
    const { events } = await run(root, overHttp(at.url));
    expect(events.filter((event) => event.type === "wait")).toEqual([
      {
        type: "wait",
        phase: "ingest",
        label: "crm.things",
        ms: 10,
        reason: 'status 429, {"error":"slow down, ***"}',
      },
    ]);
  });
});

describe("rows that increments bring again", () => {
  it("are listed once in the quarantine while they are open", async () => {
    const root = temporaryDir();
    const path = join(root, "till.db");
    const change = (script: string): void => {
      const database = new sqlite.Database(path);
      database.exec(script);
      database.close();
    };
    change(`create table sales (id integer primary key, amount text, at datetime);
      insert into sales values (1, '5', '2024-01-01 10:00:00'), (2, 'bad', '2024-01-02 10:00:00'),
        (3, 'bad', '2024-01-02 11:00:00')`);
    const source = sqliteSource.parse({
      type: "sqlite",
      path,
      tables: {
        sales: {
          mode: "merge",
          primary_key: "id",
          cursor: "at",
          lag: "30d",
          columns: { amount: "DECIMAL(18,4)" },
          on_error: "quarantine",
        },
      },
    });
    const first = await run(root, source);
    expect(first.quarantine).toHaveLength(2);
    change("insert into sales values (4, 'worse', '2024-01-03 10:00:00')");
    const second = await run(root, source);
    expect(second.error).toBeUndefined();
    expect(second.attempts.map((row) => [row[2], row[3]])).toEqual([
      ["loaded", 3n],
      ["loaded", 4n],
    ]);
    expect(second.quarantine).toHaveLength(3);
    expect((await run(root, source)).quarantine).toEqual(second.quarantine);
  });
});
