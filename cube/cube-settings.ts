/**
 * Cube takes part of its settings from the environment only. This is the one file that writes them, so that what a
 * machine happens to export for another Cube can neither open a door here nor change a figure.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  // The name under which Cube knows the SQL flavour of a driver instance.
  CUBEJS_DB_TYPE: "duckdb",
  CUBEJS_DEV_MODE: "false",
  CUBEJS_TELEMETRY: "false",
  CUBEJS_CACHE_AND_QUEUE_DRIVER: "memory",
  CUBEJS_REFRESH_WORKER: "false",
  // What Cube calls external it leaves aside when it is told to.
  CUBEJS_EXTERNAL_DEFAULT: "true",
  // A rollup by month must not answer for half a month.
  CUBEJS_PRE_AGGREGATIONS_ALLOW_NON_STRICT_DATE_RANGE_MATCH: "false",
  CUBEJS_DEFAULT_TIMEZONE: "UTC",
  // Compiling the model starts worker threads; one is enough for a dozen files.
  CUBEJS_TRANSPILATION_WORKER_THREADS_COUNT: "1",
  // Rows of one answer: without a limit in the query, and at most.
  CUBEJS_DB_QUERY_DEFAULT_LIMIT: "50000",
  CUBEJS_DB_QUERY_LIMIT: "50000",
};

/** Replaces every `CUBEJS_*` variable of this process by Granary's. Call it before Cube's packages load. */
export function applyCubeSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("CUBEJS_")) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, SETTINGS);
}

/** While Cube's server is built: it takes anything but production for a developer's machine, and misses Cube Store. */
const WHILE_BUILDING = { NODE_ENV: "production", CUBEJS_EXTERNAL_DEFAULT: "false" };

/** Runs `build` so that Cube has nothing to warn about. The rest of the process keeps its own environment. */
export function inProduction<T>(build: () => T): T {
  const before = Object.keys(WHILE_BUILDING).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, WHILE_BUILDING);
  try {
    return build();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
