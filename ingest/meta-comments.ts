import type { TableComments } from "../warehouse/table-comments.js";

/**
 * Its columns have no comments of their own: DuckDB 1.5 cannot replay what alters a table whose check has an operator, so
 * that a kill before the next checkpoint would leave a workspace that does not open.
 */
export const LOADS_COMMENTS: TableComments = {
  table: `One row per load of a file or a database table; rows of raw tables name it in _load_id. sha256 is of what was read \
(bytes), settings a fingerprint of how. rows_read = rows_loaded (they reached the raw table) + rows_rejected (in quarantine) + \
rows_unchanged (the raw table had them). status: loaded, staged (in a table that is to replace the present one), superseded \
(replaced since), unchanged or failed (error says why). Times are UTC.`,
  columns: {},
};

export const RECONCILIATIONS_COMMENTS: TableComments = {
  table:
    "One row per load and measure: what the source says of itself against what the warehouse accounts for.",
  columns: {
    load_id: "The load (meta.loads).",
    source: "Source of the configuration.",
    table_name: "Table of the source.",
    measure: "What is compared: rows, or sum(column).",
    source_value: "Of the source.",
    raw_value:
      "Of the warehouse: of rows, those loaded, rejected and unchanged; of sums, those in the raw table.",
    difference: "The two subtracted; 0 where they agree.",
  },
};

export const SCHEMA_CHANGES_COMMENTS: TableComments = {
  table: "One row per change of a source's columns that a load met.",
  columns: {
    load_id: "The load that met it (meta.loads).",
    source: "Source of the configuration.",
    table_name: "Table of the source.",
    column_name: "Column that changed.",
    change: "added, removed or retyped.",
    old_type: "Type before; none for a column that is new.",
    new_type: "Type since; none for a column that is gone.",
    changed_at: "When it was met, UTC.",
  },
};
