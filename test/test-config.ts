import { join } from "node:path";
import type { GranaryConfig } from "../warehouse/config.js";

/** A configuration over `dir` with small engine limits; `changes` replace whole settings. */
export function testConfig(dir: string, changes: Partial<GranaryConfig> = {}): GranaryConfig {
  return {
    file: join(dir, "granary.yml"),
    rootDir: dir,
    projectDir: dir,
    dataDir: join(dir, "data"),
    name: "Test",
    timezone: "UTC",
    currency: "USD",
    locale: "en",
    asOfDate: "2025-12-31",
    sources: {},
    vars: {},
    server: { host: "127.0.0.1", port: 0 },
    retention: { keep: 10 },
    engine: { memoryLimit: "512MB", threads: 2 },
    jobsFile: join(dir, "jobs.yml"),
    ...changes,
  };
}
