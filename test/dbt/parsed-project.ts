import { duckdbAdapter } from "../../dbt/adapters/duckdb.js";
import type { ContextHost } from "../../dbt/context/base-context.js";
import { JinjaEnvironment } from "../../dbt/jinja/environment.js";
import { type ParsedProject, parseProject } from "../../dbt/parse/parse-project.js";
import { readProject } from "../../dbt/project/project-file.js";
import { temporaryDir } from "../temporary-dir.js";
import { writeProject } from "./project-fixture.js";

interface ParseOptions {
  vars?: Record<string, unknown>;
  env?: Record<string, string>;
  fullRefresh?: boolean;
  cacheDir?: string;
  notes?: string[];
}

const NOWHERE = duckdbAdapter(() => Promise.reject(new Error("parsing asks no database")));

/** Parses the project in `dir` for a target `memory.main`. */
export async function parseDir(dir: string, options: ParseOptions = {}): Promise<ParsedProject> {
  const project = await readProject(dir);
  const host: ContextHost = {
    project,
    environment: new JinjaEnvironment({ rootPackage: project.name }),
    target: { name: "dev", schema: "main", database: "memory" },
    adapterType: "duckdb",
    vars: options.vars ?? {},
    env: options.env ?? {},
    command: "parse",
    invocationId: "test",
    startedAt: new Date("2026-01-02T03:04:05Z"),
    threads: 1,
    flags: { fullRefresh: options.fullRefresh ?? false },
    note: (level, message) => options.notes?.push(`${level}: ${message}`),
  };
  return parseProject(host, NOWHERE.dialect, options.cacheDir);
}

/** Writes a project called `shop` and parses it. */
export async function parsed(
  files: Readonly<Record<string, string>>,
  options: ParseOptions = {},
): Promise<ParsedProject> {
  const dir = temporaryDir();
  writeProject(dir, { "dbt_project.yml": "name: shop\nprofile: shop\n", ...files });
  return parseDir(dir, options);
}
