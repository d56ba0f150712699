import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Adapter } from "../adapters/adapter.js";
import type { Compiler } from "../compile/compiler.js";
import type { ProjectNode } from "../manifest.js";
import type { NodeResult } from "../result.js";

/** What running one node needs. */
export interface RunContext {
  adapter: Adapter;
  compiler: Compiler;
  projectDir: string;
  targetDir: string;
  now: () => Date;
}

/** How one node ended; the rest of its result is the same for all. */
export type Ending = Pick<NodeResult, "status"> &
  Partial<Pick<NodeResult, "message" | "failures" | "sample" | "rows" | "compiledSql" | "error">>;

/** Writes a node's SQL under `target/compiled` or `target/run`. */
export async function writeSql(
  context: RunContext,
  folder: "compiled" | "run",
  node: ProjectNode,
  sql: string,
): Promise<void> {
  const inside =
    node.testMetadata === null ? node.originalFilePath : `${node.originalFilePath}/${node.path}`;
  const file = join(context.targetDir, folder, node.packageName, inside);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, sql.endsWith("\n") ? sql : `${sql}\n`);
}
