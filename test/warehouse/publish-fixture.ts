import type { EventSink } from "../../warehouse/events.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { publish } from "../../warehouse/publish.js";
import type { VersionManifest } from "../../warehouse/versions.js";
import { openWorkspace } from "../../warehouse/workspace.js";

const silent: EventSink = () => undefined;

/** Runs `statements` in the workspace and publishes what stands there. */
export async function publishSql(
  config: GranaryConfig,
  statements: readonly string[],
  fingerprint = "test",
): Promise<VersionManifest> {
  const workspace = await openWorkspace(config, { holder: "test", waitMs: 10_000 });
  try {
    const connection = await workspace.connect();
    for (const statement of statements) await connection.run(statement);
    connection.closeSync();
    const { manifest } = await publish({
      config,
      workspace,
      build: {
        loads: [],
        tests: { passed: 1, failed: 0, warned: 0 },
        fingerprint,
        gitCommit: null,
      },
      onEvent: silent,
    });
    return manifest;
  } finally {
    await workspace.close();
  }
}

/** A mart `sales.number` whose every row holds `value`, so that a mixed read would show two values. */
export function numberMart(value: number, rows = 100): string[] {
  return [
    "create schema if not exists sales",
    "create schema if not exists staging",
    "create schema if not exists raw_shop",
    "create schema if not exists meta",
    `create or replace table raw_shop.orders as select ${String(value)} as value`,
    "create or replace view staging.stg_shop__orders as select * from raw_shop.orders",
    `create or replace table sales.number as
       select ${String(value)} as value, i as row_number from range(${String(rows)}) r(i)`,
    "comment on table sales.number is 'One row per number.'",
    "comment on column sales.number.value is 'The value of the whole version.'",
    `create or replace view sales.number_view as select value from staging.stg_shop__orders`,
    "create or replace table meta.quarantine as select 'secret raw text' as raw_text",
    "create or replace table meta.source_state as select 'secret page token' as state",
  ];
}
