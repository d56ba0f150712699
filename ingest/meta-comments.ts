import type { TableComments } from "../warehouse/table-comments.js";

export const LOADS_COMMENTS: TableComments = {
  table:
    "One row per load of a file or a database table. rows_read = rows_loaded + rows_rejected + rows_unchanged.",
  columns: {
    load_id: "Identifies the load; rows of raw tables name it in _load_id.",
    source: "Source of the configuration.",
    table_name: "Table of the source.",
    file: "The file, or what was read of a database or an API.",
    sha256: "SHA-256 of what was read, in hex.",
    settings: "Fingerprint of the settings it was read with.",
    bytes: "Size of what was read, in bytes.",
    rows_read: "Rows in it.",
    rows_loaded: "Rows that reached the raw table.",
    rows_rejected: "Rows in quarantine.",
    rows_unchanged: "Rows that the raw table had before.",
    status:
      "loaded, staged (in a table that is to replace the present one), superseded (replaced since), unchanged or failed.",
    started_at: "When it began, UTC.",
    finished_at: "When it ended, UTC.",
    error: "Why it failed; none where it did not.",
  },
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
