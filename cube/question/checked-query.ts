import type { CubeQuery } from "../asking.js";
import type { ExtensionKey } from "./known-keys.js";

/** A query without faults of its own. The extensions' keys are as they came. */
export type CheckedQuery = CubeQuery & Partial<Readonly<Record<ExtensionKey, unknown>>>;
