import type { TimeSpan } from "../adapters/adapter.js";
import type { Dict } from "../plain.js";
import type { EphemeralCte } from "./inject-ctes.js";

/** One batch of a microbatch model. */
export interface Batch extends TimeSpan {
  id: string;
}

/** What differs from an ordinary compilation. */
export interface CompileOptions {
  /** CTEs that stand for nodes and sources, by their ids. Whatever else is referred to is then an error. */
  inputs?: ReadonlyMap<string, EphemeralCte>;
  /** What the templates see instead of macros (`name` or `package.name`), variables and environment variables. */
  overrides?: { macros: Dict; vars: Dict; envVars: Dict };
  /** References with an event time show only what happened in this span. */
  batch?: Batch;
  /** References with an event time show models and snapshots only what happened in this span. */
  sample?: TimeSpan;
  /** References show no rows. */
  empty?: boolean;
}
