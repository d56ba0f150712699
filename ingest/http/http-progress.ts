import { createHash } from "node:crypto";
import type { HttpTableConfig } from "../../warehouse/config-http.js";
import { GranaryError } from "../../warehouse/errors.js";
import { lagged } from "../cursor.js";
import type { PageToken } from "./http-pages.js";
import type { SourceState } from "../source.js";

/** An extraction that began longer ago is better begun anew: its pages have moved meanwhile. */
const RESUMABLE_MS = 24 * 3_600_000;
const MOST_BOUNDARY_RECORDS = 1_000;
const LAG_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The greatest cursor value seen, as the API wrote it. */
interface Mark {
  value: string;
  /** Hashes of the records that have it: they come again when the API is asked from there on. */
  records: readonly string[];
}

/** An extraction under way. */
export interface Running {
  /** Milliseconds since 1970. */
  startedAt: number;
  next: PageToken;
  /** Pages and records read so far. */
  pages: number;
  seen: number;
  mark?: Mark;
  lastPage?: string;
}

/** What a run knows of the runs before it. */
export interface HttpProgress {
  running?: Running;
  /** Of the last extraction that came to its end. */
  mark?: Mark;
  /** Records of the last extraction that were left out because their key had come before. */
  twice?: number;
}

/** How a table's extraction may be cut into pieces that are committed one by one. */
type Cutting =
  /** In pieces, continued behind the last one. */
  | "resumed"
  /** In pieces that take effect together: after a cut everything is read again. */
  | "anew"
  /** In one piece. */
  | "whole";

/**
 * Page numbers and offsets can always be continued from. Cursors and addresses expire: where reading again from the
 * last mark does no harm they are continued from as long as the API knows them, elsewhere not at all.
 */
export function cuttingOf({ mode, pagination }: HttpTableConfig): Cutting {
  if (pagination.type === "page" || pagination.type === "offset") return "resumed";
  if (mode === "replace") return "anew";
  return mode === "append" ? "whole" : "resumed";
}

/** Rows that come again are recognised by their key. */
export function isRepeatable({ mode }: HttpTableConfig): boolean {
  return mode === "merge" || mode === "snapshot";
}

/** The progress in a state; an extraction that is not to be continued is left out of it. */
export function progressOf(
  state: SourceState | undefined,
  table: HttpTableConfig,
  now: number,
): HttpProgress {
  const known = (state ?? {}) as HttpProgress;
  const isOld = known.running !== undefined && now - known.running.startedAt > RESUMABLE_MS;
  // Rows of mode append cannot be given up again.
  const isKept = !isOld || table.mode === "append";
  if (isKept && cuttingOf(table) === "resumed") return known;
  return known.mark === undefined ? {} : { mark: known.mark };
}

/** The value to ask the API from: the high-water mark less the lag, in the API's format. */
export function sinceOf(
  where: string,
  table: HttpTableConfig,
  highWater: string | undefined,
): string | undefined {
  const { incremental, lag } = table;
  if (incremental === undefined) return undefined;
  if (highWater === undefined) return incremental.initial;
  switch (incremental.format) {
    case "number":
    case "text":
      return highWater;
    case "unix":
    case "unix_ms": {
      const [, count = "0", unit = "s"] = /^(\d+)\s*([smhdw])$/.exec(lag ?? "") ?? [];
      const lagMs = Number(count) * (LAG_MS[unit] ?? 0);
      const scale = incremental.format === "unix" ? 1_000 : 1;
      return String(Math.floor(Number(highWater) - lagMs / scale));
    }
    case "iso":
      return lagged(where, highWater, lag);
    case "date":
      return lagged(where, highWater.slice(0, 10), lag);
  }
}

/** Follows the greatest cursor value through the records of an extraction. */
interface Watermark {
  /** False for a record that was loaded before: the value and the content of one at the last mark. */
  admit(value: string | undefined, line: string): boolean;
  mark(): Mark | undefined;
}

export function watermark(
  where: string,
  table: HttpTableConfig,
  before: HttpProgress,
  now: number,
): Watermark {
  const format = table.incremental?.format ?? "iso";
  const loaded = new Set(before.mark?.records);
  let mark = before.running?.mark ?? before.mark;
  return {
    admit: (value, line) => {
      if (table.incremental === undefined || value === undefined) return true;
      const at = rank(where, value, format);
      const hash = createHash("sha256").update(line).digest("base64url").slice(0, 22);
      if (value === before.mark?.value && loaded.has(hash)) return false;
      const order = mark === undefined ? 1 : compare(at, rank(where, mark.value, format));
      if (order < 0 || isFuture(value, format, now)) return true;
      const records = order > 0 ? [] : (mark?.records ?? []);
      const isRoom = records.length < MOST_BOUNDARY_RECORDS;
      mark = { value, records: isRoom ? [...records, hash] : records };
      return true;
    },
    mark: () => mark,
  };
}

type Format = NonNullable<HttpTableConfig["incremental"]>["format"];
type Rank = bigint | number | string;

/** A cursor value as something that can be compared with others of its format. */
function rank(where: string, value: string, format: Format): Rank {
  if (format === "text") return value;
  if (format === "iso" || format === "date") {
    const nanoseconds = instantOf(value);
    if (nanoseconds === undefined) throw unreadable(where, value, "an ISO date or timestamp");
    return nanoseconds;
  }
  if (/^-?\d+$/.test(value)) return BigInt(value);
  if (value.trim() === "" || Number.isNaN(Number(value)))
    throw unreadable(where, value, "a number");
  return Number(value);
}

function compare(a: Rank, b: Rank): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A value from the future must not become the mark: everything until then would be left out. */
function isFuture(value: string, format: Format, now: number): boolean {
  if (format === "number" || format === "text") return false;
  const ms =
    format === "iso" || format === "date"
      ? Number((instantOf(value) ?? 0n) / 1_000_000n)
      : Number(value) * (format === "unix" ? 1_000 : 1);
  return ms > now + 86_400_000;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?(?:[.,](\d+))?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Nanoseconds since 1970; without a zone the value is taken as UTC. */
function instantOf(value: string): bigint | undefined {
  const match = INSTANT.exec(value.trim());
  if (match === null) return undefined;
  const [, day = "", minute = "00:00", second = "00", fraction = "", zone = "Z"] = match;
  const digits = zone.replace(":", "").slice(1).padEnd(4, "0");
  const offset = /z/i.test(zone)
    ? "Z"
    : `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
  const ms = Date.parse(`${day}T${minute}:${second}${offset}`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

function unreadable(where: string, value: string, expected: string): GranaryError {
  return new GranaryError("INGEST_HTTP_FAILED", {
    message: `${where}: the cursor's value "${value.slice(0, 80)}" is not ${expected}.`,
    hint: "Set incremental.format to what the API writes: iso, date, unix, unix_ms, number or text.",
  });
}
