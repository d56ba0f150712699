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
  // There is no Cube Store to warn about.
  CUBEJS_EXTERNAL_DEFAULT: "false",
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

/**
 * Runs `build` as in production: Cube's server takes anything else for a developer's machine, and warns. The rest of
 * the process keeps its own `NODE_ENV`.
 */
export function inProduction<T>(build: () => T): T {
  const before = Object.getOwnPropertyDescriptor(process.env, "NODE_ENV");
  Object.assign(process.env, { NODE_ENV: "production" });
  try {
    return build();
  } finally {
    if (before) Object.defineProperty(process.env, "NODE_ENV", before);
    else Reflect.deleteProperty(process.env, "NODE_ENV");
  }
}
