import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parse, stringify } from "yaml";

/** A copy of a project for one engine, with a database of its own. */
export interface Workbench {
  projectDir: string;
  profilesDir: string;
  targetDir: string;
  database: string;
}

type Dict = Record<string, unknown>;

/** Copies a project (with the local packages beside it) below `dir`, and writes a profile for it. */
export function copyProject(source: string, dir: string, threads: number): Workbench {
  const projectDir = resolve(source);
  const root = commonRoot(projectDir);
  const copy = join(dir, "files");
  cpSync(root, copy, {
    recursive: true,
    dereference: true,
    filter: (path) => !/[\\/](\.git|target|logs|node_modules)$/.test(path.slice(root.length)),
  });
  const database = join(dir, "warehouse.duckdb");
  const profilesDir = join(dir, "profiles");
  mkdirSync(profilesDir, { recursive: true });
  writeFileSync(join(profilesDir, "profiles.yml"), profilesFor(projectDir, database, threads));
  return {
    projectDir: join(copy, relative(root, projectDir)),
    profilesDir,
    targetDir: join(dir, "target"),
    database,
  };
}

function commonRoot(projectDir: string): string {
  let root = projectDir;
  for (const file of ["packages.yml", "dependencies.yml"]) {
    const path = join(projectDir, file);
    if (!existsSync(path)) continue;
    const { packages = [] } = (parse(readFileSync(path, "utf8")) ?? {}) as { packages?: Dict[] };
    for (const { local } of packages) {
      if (typeof local !== "string") continue;
      const target = resolve(projectDir, local);
      while (target !== root && !target.startsWith(root + sep)) root = dirname(root);
    }
  }
  return root;
}

/** The project's own DuckDB profile where it brings one, with another path. */
function profilesFor(projectDir: string, path: string, threads: number): string {
  const project = parse(readFileSync(join(projectDir, "dbt_project.yml"), "utf8")) as Dict;
  const profile = typeof project["profile"] === "string" ? project["profile"] : "parity";
  const own = join(projectDir, "profiles.yml");
  const written = existsSync(own) ? (parse(readFileSync(own, "utf8")) as Dict) : {};
  const { target, outputs = {} } = (written[profile] ?? {}) as {
    target?: string;
    outputs?: Record<string, Dict>;
  };
  const chosen = outputs[target ?? "dev"];
  const base = chosen?.["type"] === "duckdb" ? chosen : { schema: "main" };
  const output = { ...base, type: "duckdb", path, threads };
  return stringify({ [profile]: { target: "dev", outputs: { dev: output } } });
}

/** Runs statements on the workbench's database. */
export async function runSql(bench: Workbench, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(bench.database);
  try {
    const connection = await instance.connect();
    await connection.run(sql);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

export function writeFiles(bench: Workbench, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(bench.projectDir, path);
    if (text === null) {
      rmSync(file, { recursive: true });
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** An artifact of the target folder, or null. */
export function artifact(bench: Workbench, name: string): unknown {
  const file = join(bench.targetDir, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as unknown) : null;
}
