import type { Adapter, AdapterSession } from "../adapters/adapter.js";
import type { Compiler } from "../compile/compiler.js";
import { renderLoadedAt } from "../compile/loaded-at.js";
import { sourceRelation } from "../context/relation.js";
import { messageOf } from "../../warehouse/errors.js";
import type { SourceNode, Threshold } from "../manifest.js";

/** How fresh a source was found to be. */
export interface FreshnessResult {
  source: SourceNode;
  status: "pass" | "warn" | "error" | "runtime error";
  /** When its newest row was loaded; null where the query failed. */
  maxLoadedAt: Date | null;
  snapshottedAt: Date;
  ageSeconds: number;
  message: string | null;
  startedAt: Date;
  executionMs: number;
}

const SECONDS: Record<Threshold["period"], number> = { minute: 60, hour: 3600, day: 86_400 };

/** What stands for the loading of a table without rows. */
const NEVER = new Date("0001-01-01T00:00:00Z");

function exceeded(threshold: Threshold | null, ageSeconds: number): boolean {
  return threshold !== null && ageSeconds > threshold.count * SECONDS[threshold.period];
}

/** Whether anything is said of how fresh the source must be, and how to tell. */
export function hasFreshness(source: SourceNode): boolean {
  const { freshness, loadedAtField, loadedAtQuery } = source;
  const bounded = freshness?.warnAfter != null || freshness?.errorAfter != null;
  return bounded && (loadedAtField ?? loadedAtQuery) !== null;
}

interface FreshnessContext {
  adapter: Adapter;
  compiler: Compiler;
  now: () => Date;
}

/** One row, one column: the newest moment, as milliseconds of the epoch. */
async function newestQuery(
  { adapter: { dialect }, compiler }: FreshnessContext,
  session: AdapterSession,
  source: SourceNode,
): Promise<string> {
  const { freshness, loadedAtQuery } = source;
  if (loadedAtQuery !== null) {
    const query = await renderLoadedAt(compiler, source, loadedAtQuery, session);
    return dialect.newestMoment(`(\n${query}\n)`);
  }
  const filter = freshness?.filter == null ? "" : `\nwhere ${freshness.filter}`;
  const relation = sourceRelation(source).toString();
  return dialect.newestMoment(
    `(select max(${source.loadedAtField ?? ""}) from ${relation}${filter})`,
  );
}

/** Asks when the source was loaded last and compares that with its thresholds. */
export async function checkFreshness(
  context: FreshnessContext,
  session: AdapterSession,
  source: SourceNode,
): Promise<FreshnessResult> {
  const startedAt = context.now();
  const began = performance.now();
  const base = { source, startedAt, snapshottedAt: startedAt };
  try {
    const { rows } = await session.query(await newestQuery(context, session, source));
    const newest = rows[0]?.[0] ?? null;
    const maxLoadedAt = newest === null ? NEVER : new Date(Number(newest));
    const ageSeconds = (startedAt.getTime() - maxLoadedAt.getTime()) / 1000;
    const { warnAfter = null, errorAfter = null } = source.freshness ?? {};
    const status = exceeded(errorAfter, ageSeconds)
      ? "error"
      : exceeded(warnAfter, ageSeconds)
        ? "warn"
        : "pass";
    const executionMs = Math.round(performance.now() - began);
    return { ...base, status, maxLoadedAt, ageSeconds, message: null, executionMs };
  } catch (error) {
    const executionMs = Math.round(performance.now() - began);
    const message = messageOf(error);
    return {
      ...base,
      status: "runtime error",
      maxLoadedAt: null,
      ageSeconds: 0,
      message,
      executionMs,
    };
  }
}
