import { setTimeout as sleep } from "node:timers/promises";
import type { Lease, VersionHub } from "../../warehouse/version-hub.js";
import { ROLLUP_CATALOG, type VersionReader } from "../../warehouse/version-reader.js";
import { quoteIdent } from "../../warehouse/sql.js";
import type { CubeQuery } from "../asking.js";
import { runStatement } from "../answers/engine.js";
import type { Plan, Planner } from "../answers/planner.js";
import type { Table } from "../answers/table.js";
import type { Turns } from "../answers/turns.js";
import { firstDifference } from "./same-answer.js";
import { rollupTable } from "./rollup-table.js";

/** A rollup gave another answer than the tables it was made from. */
export interface RollupFault {
  readonly version: number;
  readonly rollups: readonly string[];
  readonly difference: string;
}

export function describeFault({ version, rollups, difference }: RollupFault): string {
  const names = rollups.join(", ");
  return `Version ${String(version)}: the rollup ${names} differs from its tables (${difference}) and is not used any more.`;
}

interface RollupsOptions {
  hub: VersionHub;
  planner: Planner;
  turns: Turns;
  /** Which share of the answers from rollups is checked; the first of each rollup always is. */
  shadowShare: number;
  timeoutMs: number;
  /** The rollups it names are not used any more for that version. */
  onFault: (fault: RollupFault) => void;
}

/** One answer that came from rollups. */
interface Shadowed {
  readonly query: CubeQuery;
  readonly plan: Plan;
  readonly table: Table;
}

interface VersionState {
  readonly tables: Promise<ReadonlySet<string>>;
  readonly disabled: Set<string>;
  readonly checked: Set<string>;
}

/** A check begins when nobody has asked for so long, or at the latest after so long. */
const QUIET_MS = 200;
const LATEST_MS = 2_000;

/** Which rollups of a version may be used, and whether they still tell the truth. */
export class Rollups {
  readonly #options: RollupsOptions;
  readonly #states = new WeakMap<VersionReader, VersionState>();
  /** The checks under way: one after the other, for each reads whole tables. */
  #checks: Promise<void> = Promise.resolve();
  #pending = 0;
  #askedAt = 0;
  #closing = false;

  constructor(options: RollupsOptions) {
    this.#options = options;
  }

  /** Whether a version has any that can be used. */
  async serve(reader: VersionReader): Promise<boolean> {
    if (!reader.hasRollups) return false;
    this.#askedAt = performance.now();
    const { tables, disabled } = this.#stateOf(reader);
    return (await tables).size > disabled.size;
  }

  /** The plan over the version's own copies of the rollups it chose; null where one is missing or not trusted. */
  async rewrite(reader: VersionReader, plan: Plan): Promise<Plan | null> {
    const { tables, disabled } = this.#stateOf(reader);
    const present = await tables;
    let { sql } = plan;
    for (const chosen of plan.rollups) {
      const table = rollupTable(chosen);
      if (!present.has(table) || disabled.has(table)) return null;
      const name = new RegExp(`${chosen.tableName.replaceAll(".", "\\.")}(?![A-Za-z0-9_])`, "g");
      sql = sql.replace(name, `${ROLLUP_CATALOG}.main.${quoteIdent(table)}`);
    }
    return { ...plan, sql };
  }

  /** Perhaps asks the same of the version's own tables, in the background, and compares. */
  shadow(lease: Lease, answered: Shadowed): void {
    const { reader } = lease;
    const { checked } = this.#stateOf(reader);
    const tables = answered.plan.rollups.map(rollupTable);
    const first = tables.some((table) => !checked.has(table));
    const chosen = this.#pending === 0 && Math.random() < this.#options.shadowShare;
    if (!first && !chosen) return;
    this.#pending += 1;
    for (const table of tables) checked.add(table);
    this.#checks = this.#checks
      .then(() => this.#quiet())
      .then(() => this.#compare(reader, answered, tables))
      .catch(() => {
        // It could not be asked the other way; that says nothing about the rollup.
        for (const table of tables) checked.delete(table);
      })
      .finally(() => {
        this.#pending -= 1;
      });
  }

  /** Lets the checks under way begin at once, and waits for them. */
  close(): Promise<void> {
    this.#closing = true;
    return this.#checks;
  }

  async #quiet(): Promise<void> {
    const latest = performance.now() + LATEST_MS;
    for (;;) {
      const now = performance.now();
      const wait = Math.min(this.#askedAt + QUIET_MS, latest) - now;
      if (wait <= 0 || this.#closing) return;
      await sleep(wait);
    }
  }

  async #compare(
    reader: VersionReader,
    { query, plan, table }: Shadowed,
    tables: readonly string[],
  ): Promise<void> {
    const { hub, planner, turns, timeoutMs, onFault } = this.#options;
    const { version } = reader.manifest;
    const lease = await hub.acquire(version);
    try {
      const raw = await planner.plan(query, { requestId: "rollup-check", raw: true });
      const signal = AbortSignal.timeout(timeoutMs);
      const expected = await runStatement(lease.reader, raw, turns, signal);
      const difference = firstDifference(
        table,
        expected,
        Number(plan.query["rowLimit"] ?? Infinity),
      );
      if (difference === null) return;
      const { disabled } = this.#stateOf(reader);
      for (const name of tables) disabled.add(name);
      const rollups = plan.rollups.map(({ preAggregationId }) => preAggregationId);
      onFault({ version, rollups, difference });
    } finally {
      lease.release();
    }
  }

  #stateOf(reader: VersionReader): VersionState {
    const known = this.#states.get(reader);
    if (known) return known;
    const state = {
      tables: tablesIn(reader),
      disabled: new Set<string>(),
      checked: new Set<string>(),
    };
    this.#states.set(reader, state);
    return state;
  }
}

async function tablesIn(reader: VersionReader): Promise<ReadonlySet<string>> {
  const connection = await reader.connect();
  try {
    const found = await connection.runAndReadAll(
      `select table_name from duckdb_tables() where database_name = '${ROLLUP_CATALOG}'`,
    );
    return new Set(found.getRowsJson().map(([name]) => name as string));
  } finally {
    connection.closeSync();
  }
}
