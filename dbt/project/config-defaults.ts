import type { ProjectNode } from "../manifest.js";
import type { Dict } from "../plain.js";

const RUNNABLE: Dict = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
};

const NODE: Dict = {
  ...RUNNABLE,
  materialized: "view",
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  post_hook: [],
  pre_hook: [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: "ignore",
  on_configuration_change: "apply",
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
};

/** Configuration of a generic or singular test before anything is said. */
const TEST_CONFIG: Dict = {
  ...RUNNABLE,
  schema: "dbt_test__audit",
  materialized: "test",
  severity: "ERROR",
  store_failures: null,
  store_failures_as: null,
  where: null,
  limit: null,
  fail_calc: "count(*)",
  warn_if: "!= 0",
  error_if: "!= 0",
};

export const SOURCE_CONFIG: Dict = {
  enabled: true,
  event_time: null,
  freshness: null,
  loaded_at_field: null,
  loaded_at_query: null,
  meta: {},
  tags: [],
};

export const EXPOSURE_CONFIG: Dict = { enabled: true, tags: [], meta: {} };
export const UNIT_TEST_CONFIG: Dict = { tags: [], meta: {}, enabled: true };

/** Configuration of a node of this type before anything is said. */
export const NODE_DEFAULTS: Readonly<Record<ProjectNode["resourceType"], Dict>> = {
  model: { ...NODE, access: "protected", freshness: null },
  seed: { ...NODE, materialized: "seed", delimiter: ",", quote_columns: null },
  snapshot: {
    ...NODE,
    materialized: "snapshot",
    strategy: null,
    target_schema: null,
    target_database: null,
    updated_at: null,
    check_cols: null,
    snapshot_meta_column_names: {
      dbt_valid_to: null,
      dbt_valid_from: null,
      dbt_scd_id: null,
      dbt_updated_at: null,
      dbt_is_deleted: null,
    },
    dbt_valid_to_current: null,
  },
  analysis: NODE,
  operation: NODE,
  test: TEST_CONFIG,
};
