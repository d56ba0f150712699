import type { SourceConfig } from "../warehouse/config.js";
import { filesSource } from "./files-source.js";
import type { Source } from "./source.js";

const KINDS: {
  [T in SourceConfig["type"]]: (name: string, config: SourceConfig & { type: T }) => Source;
} = { files: filesSource };

/** The reader of a configured source. A new kind of source is one more line in `KINDS`. */
export function sourceOf(name: string, config: SourceConfig): Source {
  return KINDS[config.type](name, config);
}
