import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../warehouse/errors.js";
import { declaredColumns } from "./column-types.js";
import { readSettings, type ReadSettings } from "./settings.js";
import type { Source, TableRequest } from "./source.js";

type Mode = "append" | "merge" | "replace" | "snapshot";
type TableConfig = TableRequest["config"];

/** How the rows of one table are loaded, beside how its files are read. */
export interface LoadSettings extends ReadSettings {
  mode: Mode;
  primaryKey: readonly string[];
  cursor: string | undefined;
  deletes: "none" | "soft_flag" | "compare_keys";
  /** Changes when a stored state would mean something else. */
  stateFingerprint: string;
}

/** Settings a stored state does not depend on. */
const UNTELLING = { tags: undefined, onError: undefined, maxRejected: undefined, lag: undefined };

/** @throws GranaryError CONFIG_INVALID */
export async function loadSettings(
  connection: DuckDBConnection,
  source: Source,
  table: string,
  config: TableConfig,
): Promise<LoadSettings> {
  const where = `sources.${source.name}.tables.${table}`;
  const columns =
    config.columns === undefined
      ? undefined
      : await declaredColumns(connection, where, config.columns);
  const mode = modeOf(source, config);
  const keyed = mode === "merge" || mode === "snapshot";
  if (keyed && config.primaryKey === undefined) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `${where}: mode ${mode} needs primary_key${source.byContent === true ? "" : "; the source itself declares none"}.`,
      hint: "Name the columns that tell one row from another: primary_key: [order_id, line].",
    });
  }
  if (!keyed && (config.deletes ?? "none") !== "none") {
    throw new GranaryError("CONFIG_INVALID", {
      message: `${where}.deletes: ${config.deletes ?? ""} needs mode merge or snapshot.`,
      hint: "Mode replace drops rows that vanished by itself; mode append keeps every row.",
    });
  }
  if (mode === "append" && source.byContent !== true && config.cursor === undefined) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `${where}: mode append needs cursor.`,
      hint: "Name the column that grows with every new row, or use mode replace: without it all rows would be appended on each run.",
    });
  }
  return {
    ...readSettings(source.name, table, config, columns),
    onDrift: config.onDrift ?? (source.byContent === true ? undefined : "evolve"),
    mode,
    primaryKey: config.primaryKey ?? [],
    cursor: config.cursor,
    deletes: config.deletes ?? "none",
    stateFingerprint: createHash("sha256")
      .update(JSON.stringify({ ...config, ...UNTELLING, mode }))
      .digest("hex")
      .slice(0, 16),
  };
}

export function modeOf(source: Source, config: TableConfig): Mode {
  return config.mode ?? source.defaultMode ?? (source.byContent === true ? "append" : "replace");
}

/** Rows are told apart by a key: raw is a history of versions, with a view of the current state. */
export function isKeyed(settings: LoadSettings): boolean {
  return settings.mode === "merge" || settings.mode === "snapshot";
}
