import type { TableConfig } from "../warehouse/config.js";
import { modeOf } from "./load-settings.js";
import type { OpenSource, Source } from "./source.js";

/**
 * A table's settings with the key its source declares, where they name none and the mode needs one.
 *
 * @param open the source, opened; or how to open it, which is done only where it must be asked
 */
export async function withCatalogKey(
  source: Source,
  table: string,
  config: TableConfig,
  open: OpenSource | (() => Promise<OpenSource>),
): Promise<TableConfig> {
  const mode = modeOf(source, config);
  if (config.primaryKey !== undefined || mode === "append" || mode === "replace") return config;
  if (typeof open !== "function") return keyed(config, await open.primaryKey?.(table));
  const opened = await open();
  try {
    return keyed(config, await opened.primaryKey?.(table));
  } finally {
    await opened.close();
  }
}

function keyed(config: TableConfig, key: readonly string[] = []): TableConfig {
  return key.length === 0 ? config : { ...config, primaryKey: [...key] };
}
