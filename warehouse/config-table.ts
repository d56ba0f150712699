import { z } from "zod";

/** Settings every table may have, whatever its source; spread into the strict object of a source's own table. */
export const commonTable = {
  mode: z.enum(["append", "merge", "replace", "snapshot"]).optional(),
  primary_key: z
    .union([z.string().transform((column) => [column]), z.array(z.string()).min(1)])
    .optional(),
  cursor: z.string().min(1).optional(),
  /** Subtracted from the cursor, so that rows that arrive late are read again. */
  lag: z
    .string()
    .regex(/^\d+\s*(s|m|h|d|w)$/, "expected a duration, for example 2d or 6h")
    .optional(),
  deletes: z.enum(["none", "soft_flag", "compare_keys"]).optional(),
  columns: z.record(z.string(), z.string()).optional(),
  on_drift: z.enum(["evolve", "freeze", "fail"]).optional(),
  on_error: z.enum(["fail", "quarantine"]).default("fail"),
  max_rejected: z.int().min(0).optional(),
  tags: z.array(z.string()).default([]),
};

interface ParsedCommon extends z.infer<z.ZodObject<typeof commonTable>> {
  columns?: Record<string, string> | undefined;
}

/** The common settings, named as code names them. */
export interface CommonTableConfig {
  mode?: "append" | "merge" | "replace" | "snapshot" | undefined;
  primaryKey?: string[] | undefined;
  cursor?: string | undefined;
  /** "2d", "6h"; units s, m, h, d, w. */
  lag?: string | undefined;
  deletes?: "none" | "soft_flag" | "compare_keys" | undefined;
  /** Type by column name. */
  columns?: Record<string, string> | undefined;
  onDrift?: "evolve" | "freeze" | "fail" | undefined;
  onError: "fail" | "quarantine";
  maxRejected: number | undefined;
  tags: string[];
}

type RenamedSettings = Pick<
  CommonTableConfig,
  "primaryKey" | "onDrift" | "onError" | "maxRejected"
>;

/** For the `transform` of a source's table: its own settings untouched, the common ones renamed. */
export function settledCommon<T extends ParsedCommon>(
  table: T,
): Omit<T, "primary_key" | "on_drift" | "on_error" | "max_rejected"> & RenamedSettings {
  const { primary_key, on_drift, on_error, max_rejected, ...rest } = table;
  return {
    ...rest,
    ...(primary_key === undefined ? {} : { primaryKey: primary_key }),
    ...(on_drift === undefined ? {} : { onDrift: on_drift }),
    onError: on_error,
    maxRejected: max_rejected,
  };
}

/** A source's `defaults` put under the settings of each of its tables, before the source is checked. */
export function withTableDefaults(source: unknown): unknown {
  if (!isMapping(source) || !isMapping(source["defaults"])) return source;
  const { defaults, ...rest } = source;
  if (!isMapping(rest["tables"])) return rest;
  const tables = Object.entries(rest["tables"]).map(([name, table]) => [
    name,
    isMapping(table) || table === null ? { ...(defaults as object), ...table } : table,
  ]);
  return { ...rest, tables: Object.fromEntries(tables) as unknown };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
