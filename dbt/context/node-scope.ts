import type { AdapterSession, Dialect } from "../adapters/adapter.js";
import type { JinjaValue } from "../jinja/value.js";
import type { RefCall } from "../manifest.js";
import type { Dict } from "../plain.js";
import type { Relation } from "./relation.js";

/** Configuration as one node's templates read and, while parsing, write it. */
export interface ConfigAccess {
  declare(config: Dict): void;
  read(key: string): unknown;
}

/** One node's view of the project while a template of it is rendered. */
export interface NodeScope {
  /** False while parsing: nothing is queried then. */
  execute: boolean;
  file: string;
  /** The package whose macros and variables it sees first; the root project unless given. */
  packageName?: string;
  /** The node in the shape of dbt's manifest. */
  model: Dict | (() => Dict);
  relation: Relation;
  config: ConfigAccess;
  ref(call: RefCall): JinjaValue;
  source(source: string, table: string): JinjaValue;
  /** Null while parsing. */
  session: AdapterSession | null;
  dialect: Dialect;
  /** `graph` of the project, made when asked for. */
  graph?: () => Dict;
}
