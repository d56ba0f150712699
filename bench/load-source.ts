import { rmSync } from "node:fs";
import { runIngest } from "../ingest/run.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { openWorkspace } from "../warehouse/workspace.js";
import { silent } from "./prepared-warehouse.js";

/** Loads what is new of the configured sources into the warehouse in `dataDir`, and closes it. */
export async function loadInto(config: GranaryConfig): Promise<void> {
  const workspace = await openWorkspace(config, { holder: "bench" });
  await runIngest({ config, workspace, onEvent: silent });
  await workspace.close();
}

/** Loads everything into a new warehouse, which is removed again. */
export async function loadOnce(config: GranaryConfig): Promise<void> {
  await loadInto(config);
  rmSync(config.dataDir, { recursive: true });
}
