import { createHmac } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { AnsweredRecord } from "../cube/answers/answered.js";
import { messageOf } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import { boundedQuestion } from "./bounded-question.js";
import type { SignInRecord } from "./sign-in/desk.js";

interface AuditOptions {
  /** Directory of the data; the log is in `audit/` below it. */
  dataDir: string;
  keepDays: number;
  /** Key of the hashes that stand for personal values. */
  hashKey: string;
  /** Whether a member shows personal data in a version. */
  isPersonal: (version: number | null, member: string) => Promise<boolean>;
  onEvent: EventSink;
  now?: () => Date;
}

const FLUSH_MS = 50;
const DAY_MS = 86_400_000;
const LOG_FILE = /^(\d{4}-\d{2}-\d{2})\.jsonl$/;

/**
 * The audit log: one JSON line for every question, sign-in and refusal, in one file a day (UTC), readable by the
 * owner of the data only. Lines are written in order and a little later; values that may be personal as keyed hashes.
 */
export class AuditLog {
  readonly #options: AuditOptions;
  readonly #dir: string;
  #lines: { day: string; text: string }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #pruned = "";
  #failed = false;

  constructor(options: AuditOptions) {
    this.#options = options;
    this.#dir = join(options.dataDir, "audit");
  }

  /** Never throws and is never waited for: who asks gets the answer in any case. */
  readonly answered = (record: AnsweredRecord): void => {
    const { at, query, ms, ...facts } = record;
    const settled = this.#masked(boundedQuestion(query), record.version)
      .then((masked) => {
        this.#add(at, { event: "query", ...facts, ms: Math.round(ms * 10) / 10, query: masked });
      })
      .catch((error: unknown) => {
        const message = `A question cannot be written to the audit log: ${messageOf(error)}`;
        this.#options.onEvent({ type: "note", level: "warn", message });
      });
    this.#pending.add(settled);
    void settled.finally(() => this.#pending.delete(settled));
  };

  readonly signedIn = (record: SignInRecord): void => {
    this.#add(this.#now().toISOString(), record);
  };

  /** Writes what is left. */
  async close(): Promise<void> {
    await Promise.all(this.#pending);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flush();
    await this.#writing;
  }

  readonly #pending = new Set<Promise<void>>();

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  #add(at: string, facts: object): void {
    this.#lines.push({ day: at.slice(0, 10), text: JSON.stringify({ at, ...facts }) });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, FLUSH_MS).unref();
  }

  #flush(): void {
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    this.#writing = this.#writing.then(() => this.#write(lines));
  }

  async #write(lines: readonly { day: string; text: string }[]): Promise<void> {
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
      for (const day of new Set(lines.map((line) => line.day))) {
        const text = lines.filter((line) => line.day === day).map((line) => `${line.text}\n`);
        const file = await open(join(this.#dir, `${day}.jsonl`), "a", 0o600);
        try {
          await file.appendFile(text.join(""));
        } finally {
          await file.close();
        }
        this.#prune(day);
      }
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) {
        const message = `The audit log cannot be written: ${messageOf(error)}`;
        this.#options.onEvent({ type: "note", level: "warn", message });
      }
      this.#failed = true;
    }
  }

  /** Once a day, deletes the files whose time is over. */
  #prune(day: string): void {
    if (day <= this.#pruned) return;
    this.#pruned = day;
    const oldest = Date.parse(`${day}T00:00:00Z`) - this.#options.keepDays * DAY_MS;
    for (const name of readdirSync(this.#dir)) {
      const of = LOG_FILE.exec(name)?.[1];
      if (of !== undefined && Date.parse(`${of}T00:00:00Z`) <= oldest) {
        rmSync(join(this.#dir, name), { force: true });
      }
    }
  }

  /** The question with hashes for the values that personal members are compared with. */
  async #masked(query: unknown, version: number | null): Promise<unknown> {
    const hash = (value: unknown): string =>
      `hash:${createHmac("sha256", this.#options.hashKey).update(String(value)).digest("hex").slice(0, 24)}`;
    const isPersonal = (member: string): Promise<boolean> =>
      // Whoever cannot be told apart is protected.
      this.#options.isPersonal(version, member).catch(() => true);
    return maskedIn(query, isPersonal, hash);
  }
}

/** What a filter or time dimension says beside the values compared with. */
const NO_VALUES = new Set(["member", "dimension", "operator", "granularity", "dateRange"]);

async function maskedIn(
  value: unknown,
  isPersonal: (member: string) => Promise<boolean>,
  hash: (value: unknown) => string,
): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => maskedIn(item, isPersonal, hash)));
  }
  if (typeof value !== "object" || value === null) return value;
  const { member, dimension, values } = value as Record<string, unknown>;
  const about = member ?? dimension;
  const isFilter = about !== undefined || values !== undefined;
  const isMasked = isFilter && (typeof about !== "string" || (await isPersonal(memberName(about))));
  const masked = Object.entries(value).map(async ([key, inner]): Promise<[string, unknown]> => {
    if (isMasked && !NO_VALUES.has(key)) return [key, hashed(inner, hash)];
    // A cell of drill-through: values by member. An order is no value.
    const isCell = key.includes(".") && inner !== "asc" && inner !== "desc";
    if (isCell && (await isPersonal(memberName(key)))) return [key, hashed(inner, hash)];
    return [key, await maskedIn(inner, isPersonal, hash)];
  });
  return Object.fromEntries(await Promise.all(masked));
}

/** The shape of a value, with hashes for what is in it. */
function hashed(value: unknown, hash: (value: unknown) => string): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => hashed(item, hash));
  return hash(typeof value === "object" ? JSON.stringify(value) : value);
}

/** Without a granularity. */
function memberName(text: string): string {
  return text.split(".").slice(0, 2).join(".");
}
