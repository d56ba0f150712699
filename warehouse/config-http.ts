import { z } from "zod";
import { secret } from "./config-secret.js";
import { commonTable, settledCommon } from "./config-table.js";

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DURATION = /^(\d+)\s*(ms|s|m|h|d|w)$/;

/** A duration such as "30s" in milliseconds. */
const duration = z
  .string()
  .regex(DURATION, "expected a duration, for example 30s or 5m")
  .transform((text) => {
    const [, count = "0", unit = "s"] = DURATION.exec(text) ?? [];
    return Number(count) * UNITS[unit as keyof typeof UNITS];
  });

const auth = z
  .strictObject({
    bearer: secret.optional(),
    basic: z.strictObject({ user: z.string().min(1), password: secret }).optional(),
    api_key: z
      .strictObject({
        header: z.string().min(1).optional(),
        query: z.string().min(1).optional(),
        value: secret,
      })
      .refine((key) => (key.header === undefined) !== (key.query === undefined), {
        message: "name one of header and query",
      })
      .optional(),
  })
  .refine((one) => Object.values(one).filter((kind) => kind !== undefined).length === 1, {
    message: "expected one of bearer, basic and api_key",
  });

/** Where to look in the response: "data.items", "$.records", "$" for all of it. */
const jsonPath = z
  .string()
  .regex(/^(\$|(\$\.)?[^.$[\]]+(\.[^.[\]]+)*)$/, "expected names joined by dots, as data.items");

const size = { size: z.int().min(1).optional() };
const limits = { max_pages: z.int().min(1).default(100_000) };
/** Where the API says how much there is. */
const counts = { more: jsonPath.optional(), ...limits };

const pagination = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none"), max_pages: z.int().default(1) }),
  z.strictObject({
    type: z.literal("page"),
    param: z.string().default("page"),
    start: z.int().min(0).default(1),
    size_param: z.string().optional(),
    ...size,
    ...counts,
  }),
  z.strictObject({
    type: z.literal("offset"),
    param: z.string().default("offset"),
    size_param: z.string().default("limit"),
    ...size,
    ...counts,
  }),
  z.strictObject({
    type: z.literal("cursor"),
    param: z.string().default("cursor"),
    /** Path of the next cursor in the response. */
    next: jsonPath,
    size_param: z.string().optional(),
    ...size,
    ...counts,
  }),
  z.strictObject({
    type: z.literal("link"),
    size_param: z.string().optional(),
    ...size,
    ...limits,
  }),
  z.strictObject({
    type: z.literal("next_url"),
    next: jsonPath.default("next"),
    /** Path of a flag that is true on the last page. */
    done: jsonPath.optional(),
    size_param: z.string().optional(),
    ...size,
    ...limits,
  }),
]);

const incremental = z.strictObject({
  /** Parameter the high-water mark is sent in; without it, `{since}` in path, params or body is replaced. */
  param: z.string().min(1).optional(),
  format: z.enum(["iso", "date", "unix", "unix_ms", "number", "text"]).default("iso"),
  initial: z.union([z.string(), z.number().transform(String)]).optional(),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const httpTable = z
  .strictObject({
    path: z.string().min(1),
    method: z.enum(["GET", "POST"]).default("GET"),
    params: z.record(z.string(), scalar).default({}),
    /** JSON body of a POST. */
    body: z.record(z.string(), z.unknown()).optional(),
    records: jsonPath.optional(),
    /** Path of the number of all records. */
    total: jsonPath.optional(),
    pagination: pagination.prefault({ type: "none" }),
    incremental: incremental.optional(),
    /** Fields left out of every record, at any depth. */
    drop: z.array(z.string()).default([]),
    ...commonTable,
  })
  .superRefine((table, context) => {
    const fault = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    const { incremental: since } = table;
    if (since !== undefined && table.cursor === undefined) {
      fault("incremental", "needs cursor: the field of a record that says when it changed");
    }
    if (since === undefined && table.cursor !== undefined) {
      fault("cursor", "needs incremental: how the API is asked for what changed");
    }
    if (since !== undefined && since.param === undefined && since.initial === undefined) {
      fault("incremental", "{since} needs initial: the value of the first run");
    }
    if (since === undefined && table.mode === "append") {
      fault("mode", "append without incremental would load every record on each run; use replace");
    }
    if (since !== undefined && table.deletes !== undefined && table.deletes !== "none") {
      fault("deletes", "needs every record on each run, so no incremental");
    }
    if (table.lag !== undefined && (since?.format === "number" || since?.format === "text")) {
      fault("lag", "a duration cannot be taken off a number or text");
    }
    if (table.body !== undefined && table.method !== "POST") {
      fault("body", "only method: POST sends a body");
    }
  })
  .transform((table) => ({
    ...settledCommon(table),
    mode: table.mode ?? defaultMode(table.incremental !== undefined, table.primary_key),
  }));

/** What keeps the books right: all of it anew, or what changed laid over or behind what is there. */
function defaultMode(
  incremental: boolean,
  key: readonly string[] | undefined,
): "append" | "merge" | "replace" {
  if (!incremental) return "replace";
  return key === undefined ? "append" : "merge";
}

const baseUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return /^https?:$/.test(url?.protocol ?? "") && url?.username === "" && url.password === "";
}, "expected http:// or https:// and a host, without user and password");

/** A JSON API. */
export const httpSource = z.strictObject({
  type: z.literal("http"),
  base_url: baseUrl,
  auth: auth.optional(),
  headers: z.record(z.string(), secret).default({}),
  /** `requests` at once, and then as many in each `per`. */
  rate_limit: z.strictObject({ requests: z.int().min(1), per: duration }).optional(),
  /** Of one request, its response included. */
  timeout: duration.prefault("60s"),
  retries: z.int().min(0).default(8),
  /** Of one page with all its retries and waits. */
  give_up_after: duration.prefault("10m"),
  max_response_mb: z.int().min(1).max(256).default(32),
  /** Hosts that may be private or link-local. */
  allow_hosts: z.array(z.string().min(1)).default([]),
  tables: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, "lower-case letters, digits and _ only"),
      httpTable,
    )
    .refine((tables) => Object.keys(tables).length > 0, "a source needs at least one table"),
});

export type HttpSourceConfig = z.infer<typeof httpSource>;
export type HttpTableConfig = HttpSourceConfig["tables"][string];
export type Pagination = HttpTableConfig["pagination"];
