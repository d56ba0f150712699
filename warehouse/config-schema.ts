import { z } from "zod";
import { answersConfig } from "./config-answers.js";
import { accessSchema } from "./config-access.js";
import { isoDate } from "./config-date.js";
import { demoSettings, faultOfUntil } from "./config-demo.js";
import { fileTableOptions, settledFileTable } from "./config-file-table.js";
import { httpSource } from "./config-http.js";
import { mysqlSource } from "./config-mysql.js";
import { postgresSource } from "./config-postgres.js";
import { commonTable, settledCommon, withTableDefaults } from "./config-table.js";
import { sqliteSource } from "./config-sqlite.js";

const timezone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, "not an IANA time zone, for example Asia/Shanghai");

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "lower-case letters, digits and _ only, starting with a letter");

const fileTable = z
  .strictObject({
    ...fileTableOptions,
    ...commonTable,
  })
  .transform((table) => settledFileTable(settledCommon(table)));

const filesSource = z.strictObject({
  type: z.literal("files"),
  path: z.string(),
  tables: z.record(name, fileTable).refine((tables) => Object.keys(tables).length > 0, {
    message: "a source needs at least one table",
  }),
});

/** Each kind of source has its own schema; a new kind is one more line. */
const source = z.preprocess(
  withTableDefaults,
  z.discriminatedUnion("type", [
    filesSource,
    httpSource,
    mysqlSource,
    postgresSource,
    sqliteSource,
  ]),
);

const size = z
  .string()
  .regex(/^\d+(\.\d+)?\s?(MB|GB|TB|MiB|GiB|TiB)$/i, "expected a size, for example 2GB");

const settings = z.strictObject({
  name: z.string().min(1).default("Granary"),
  timezone: timezone.default("UTC"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "expected an ISO 4217 code, for example USD")
    .default("USD"),
  locale: z.enum(["en", "zh"]).default("en"),
  as_of_date: isoDate.optional(),
  project_dir: z.string().optional(),
  data_dir: z.string().default("data"),
  model_dir: z.string().optional(),
  boards_dir: z.string().optional(),
  jobs_file: z.string().optional(),
  sources: z
    .record(name, source)
    .refine((sources) => Object.keys(sources).length > 0, "at least one source is needed"),
  vars: z.record(z.string(), z.unknown()).default({}),
  server: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.int().min(0).max(65_535).default(4000),
    })
    .prefault({}),
  access: accessSchema.optional(),
  retention: z.strictObject({ keep: z.int().min(1).default(10) }).prefault({}),
  engine: z
    .preprocess(
      (value) => (typeof value === "string" ? { dbt: value } : value),
      z.strictObject({
        memory_limit: size.default("2GB"),
        ingest_memory: size.default("1GiB"),
        threads: z.int().min(1).optional(),
        dbt: z.enum(["granary", "dbt-core"]).default("granary"),
      }),
    )
    .prefault({}),
  answers: answersConfig,
  demo: demoSettings.optional(),
});

/** The shape of `granary.yml` after environment references are filled in. */
export const configSchema = settings.superRefine(({ demo, as_of_date: until }, context) => {
  if (demo === undefined || until === undefined) return;
  const message = faultOfUntil(until);
  if (message === undefined) return;
  context.addIssue({ code: "custom", path: ["as_of_date"], message });
});

/** What of it says how the demo company is generated. */
export const demoPart = settings.pick({ demo: true, as_of_date: true, timezone: true });

export type ParsedConfig = z.infer<typeof configSchema>;
