import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { GranaryError, messageOf } from "../../warehouse/errors.js";

/** One thing looked at. "optional" things are named when absent but nothing fails without them. */
export interface Finding {
  state: "ok" | "optional" | "missing";
  what: string;
  detail: string;
  remedy?: string;
}

/** Node, the engine, Cube's planner, a browser and git. */
export async function installationFindings(packageRoot: string): Promise<Finding[]> {
  const require = createRequire(join(packageRoot, "package.json"));
  return [
    { state: "ok", what: "Node", detail: process.version },
    await engine(),
    planner(require),
    browser(packageRoot),
  ];
}

async function engine(): Promise<Finding> {
  try {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const result = await connection.runAndReadAll("select version()");
    connection.closeSync();
    instance.closeSync();
    return { state: "ok", what: "DuckDB", detail: result.getRowsJson()[0]?.[0] as string };
  } catch (error) {
    return {
      state: "missing",
      what: "DuckDB",
      detail: messageOf(error),
      remedy: "Run `npm ci`; the engine's library for this platform is an npm package.",
    };
  }
}

function planner(require: NodeJS.Require): Finding {
  const binary = join(
    require.resolve("@cubejs-backend/native/package.json"),
    "..",
    "native",
    "index.node",
  );
  return existsSync(binary)
    ? { state: "ok", what: "Cube", detail: "with its native binary" }
    : { state: "ok", what: "Cube", detail: "without its native binary, by Granary's substitutes" };
}

function browser(packageRoot: string): Finding {
  const what = "Chromium (tests only)";
  if (existsSync("/usr/bin/chromium")) return { state: "ok", what, detail: "/usr/bin/chromium" };
  if (existsSync(join(packageRoot, "test", "tools", "node_modules", "@sparticuz", "chromium"))) {
    return { state: "ok", what, detail: "from npm" };
  }
  return { state: "optional", what, detail: "not installed", remedy: "`npm test` installs it." };
}

/** The faults of a configuration, one finding for each. */
export function configFinding(error: unknown): Finding[] {
  if (!(error instanceof GranaryError)) throw error;
  const remedy = error.hint;
  const details = error.details.length > 0 ? error.details : [error.message];
  return details.map((detail) => ({
    state: "missing" as const,
    what: "configuration",
    detail,
    ...(remedy === undefined ? {} : { remedy }),
  }));
}
