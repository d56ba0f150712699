import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Adapter, ColumnType } from "../adapters/adapter.js";
import type { Batch } from "../compile/compile-options.js";
import type { Compiler } from "../compile/compiler.js";
import type { ProjectNode } from "../manifest.js";
import type { NodeResult } from "../result.js";
import type { NullCounts } from "./null-counts.js";

/** What the invocation switches on. */
interface RunFlags {
  fullRefresh: boolean;
  storeFailures: boolean;
  /** Tests that would warn fail. */
  warnError?: boolean;
  /** Bounds of microbatch models: ISO text. */
  eventTimeStart?: string;
  eventTimeEnd?: string;
}

/** What running one node needs. */
export interface RunContext {
  adapter: Adapter;
  compiler: Compiler;
  projectDir: string;
  targetDir: string;
  flags: RunFlags;
  /** Batches of microbatch models to run instead of those that are due, by the models' ids. */
  batches?: ReadonlyMap<string, readonly Batch[]>;
  /** The relations, as SQL, that `clone` makes views of, by the nodes' ids; absent for every other command. */
  clones?: ReadonlyMap<string, string>;
  /** Of the tests to be run; where absent, each counts for itself. */
  nullCounts?: NullCounts;
  /** The columns of nodes that unit tests have rows for, by the nodes' ids, until the node runs. */
  inputColumns: Map<string, Promise<ColumnType[]>>;
  now: () => Date;
}

/** How one node ended; the rest of its result is the same for all. */
export type Ending = Pick<NodeResult, "status"> &
  Partial<
    Pick<
      NodeResult,
      | "message"
      | "failures"
      | "sample"
      | "rows"
      | "compiledSql"
      | "error"
      | "relationName"
      | "batches"
    >
  >;

/** Writes a node's SQL under `target/compiled` or `target/run`. */
export async function writeSql(
  context: RunContext,
  folder: "compiled" | "run",
  node: ProjectNode,
  sql: string,
): Promise<void> {
  // What a properties file defines has a folder of that file's name.
  const inside = /\.ya?ml$/.test(node.originalFilePath)
    ? `${node.originalFilePath}/${node.path.endsWith(".sql") ? node.path : `${node.name}.sql`}`
    : node.originalFilePath;
  const file = join(context.targetDir, folder, node.packageName, inside);
  const text = sql.endsWith("\n") ? sql : `${sql}\n`;
  try {
    await writeFile(file, text);
  } catch {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
