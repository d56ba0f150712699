import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { onTestFinished } from "vitest";
import { type DbtCommand, type DbtInvocation, runDbt } from "../../dbt/run.js";
import type { DbtResult, NodeResult } from "../../dbt/result.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { GranaryEvent } from "../../warehouse/events.js";
import { temporaryDir } from "../temporary-dir.js";

/** A dbt project of the running test's own, and an in-memory database it is built in. */
interface ProjectFixture {
  dir: string;
  events: GranaryEvent[];
  write(files: Readonly<Record<string, string>>): void;
  remove(path: string): void;
  /** What `dbt` runs. */
  invocation(command: DbtCommand, options?: Partial<DbtInvocation>): DbtInvocation;
  dbt(command: DbtCommand, options?: Partial<DbtInvocation>): Promise<DbtResult>;
  /** Runs SQL; rows as JSON values. */
  sql(text: string): Promise<unknown[][]>;
}

const PROJECT_FILE = "name: shop\nversion: '1.0'\nprofile: shop\nmodels:\n  shop: {}\n";

export function writeProject(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

export async function projectFixture(
  files: Readonly<Record<string, string>>,
): Promise<ProjectFixture> {
  const dir = temporaryDir();
  const instance = await DuckDBInstance.create(":memory:");
  onTestFinished(() => {
    instance.closeSync();
  });
  const connection = await instance.connect();
  const events: GranaryEvent[] = [];
  const fixture: ProjectFixture = {
    dir,
    events,
    write: (more) => {
      writeProject(dir, more);
    },
    remove: (path) => {
      rmSync(join(dir, path));
    },
    invocation: (command, options) => ({
      command,
      projectDir: dir,
      vars: {},
      target: { name: "dev", schema: "main", database: "memory" },
      connect: () => instance.connect(),
      onEvent: (event) => events.push(event),
      ...options,
    }),
    dbt: (command, options) => runDbt(fixture.invocation(command, options)),
    sql: async (text) => (await connection.runAndReadAll(text)).getRowsJson(),
  };
  fixture.write({ "dbt_project.yml": PROJECT_FILE, ...files });
  return fixture;
}

/** The result of the node called `name`. */
export function resultOf(result: DbtResult, name: string): NodeResult {
  const found = result.results.find((node) => node.name === name);
  if (found === undefined) {
    throw new Error(`no result of ${name} among ${result.results.map((n) => n.name).join(", ")}`);
  }
  return found;
}

/** `name status` of every node, in order of execution. */
export function statuses(result: DbtResult): string[] {
  return result.results.map((node) => `${node.name} ${node.status}`);
}

/** The GranaryError that `work` throws. */
export async function thrownBy(work: Promise<unknown>): Promise<GranaryError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GranaryError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
