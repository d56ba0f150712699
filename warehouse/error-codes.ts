/**
 * Every mistake a user can make and mend, by code. `exitCode` follows the command line's contract:
 * 1 the work failed (data, tests), 2 wrong usage or configuration. `docs/errors.md` lists the same codes.
 */
export const ERROR_CODES = {
  CONFIG_NOT_FOUND: { exitCode: 2, summary: "The configuration file does not exist." },
  CONFIG_INVALID: { exitCode: 2, summary: "The configuration file has faults; all are listed." },
  USAGE: { exitCode: 2, summary: "The command line is wrong." },
  WORKSPACE_LOCKED: { exitCode: 1, summary: "Another process is writing to the workspace." },
  WORKSPACE_UNWRITABLE: {
    exitCode: 1,
    summary: "The data directory cannot be made or written to.",
  },
  WORKSPACE_UNREADABLE: { exitCode: 1, summary: "The workspace database cannot be opened." },
  VERSION_NONE: { exitCode: 1, summary: "Nothing has been published yet." },
  VERSION_UNKNOWN: { exitCode: 2, summary: "The version asked for does not exist." },
  VERSION_DAMAGED: { exitCode: 1, summary: "A version's file or manifest cannot be read." },
  PUBLISH_NOT_TESTED: {
    exitCode: 1,
    summary: "The workspace does not hold a whole build whose tests passed.",
  },
  JOBS_INVALID: { exitCode: 2, summary: "The jobs file has faults; all are listed." },
  DEMO_OUTPUT_FOREIGN: {
    exitCode: 2,
    summary: "The demo's output directory holds files that are no demo.",
  },
  DEMO_OUTPUT_BUSY: {
    exitCode: 1,
    summary: "Another process is generating a demo into the same directory.",
  },
  DEMO_OUTPUT_UNWRITABLE: {
    exitCode: 1,
    summary: "The demo's output directory cannot be written.",
  },
  DEMO_NOT_EXTENDED: {
    exitCode: 2,
    summary: "The demo's output directory holds nothing that can be gone on with.",
  },
  DEMO_DATABASE_FAILED: {
    exitCode: 1,
    summary: "The demo cannot be written to the PostgreSQL database.",
  },
  QUERY_NOT_A_SELECT: { exitCode: 2, summary: "Only one SELECT statement may be run." },
  QUERY_FAILED: { exitCode: 1, summary: "The engine refused the query." },
  PORT_IN_USE: { exitCode: 1, summary: "Another process listens on the port." },
  LISTEN_FAILED: { exitCode: 1, summary: "The server cannot listen on its address." },
  ACCESS_TOKEN_REQUIRED: { exitCode: 2, summary: "A public address needs an access token." },
  WEB_APP_MISSING: { exitCode: 1, summary: "The web app has not been built." },
  ACCESS_DENIED: { exitCode: 1, summary: "A request carries no valid access token." },
  ACCESS_MEMBER_DENIED: {
    exitCode: 1,
    summary: "A question asks for what the asker's roles do not give.",
  },
  ACCESS_UNIT_UNKNOWN: {
    exitCode: 1,
    summary: "A role is filled in with a unit the organisation does not have.",
  },
  ACCESS_VERSION_UNTAGGED: {
    exitCode: 1,
    summary: "A version does not say which of its columns are personal.",
  },
  ACCESS_ROLE_UNKNOWN: { exitCode: 2, summary: "granary.yml has no role of that name." },
  ACCESS_USER_UNKNOWN: { exitCode: 2, summary: "There is no user, or token, of that name." },
  ACCESS_USER_EXISTS: { exitCode: 2, summary: "There is a user, or token, of that name already." },
  ACCESS_PASSWORD_WEAK: { exitCode: 2, summary: "A password is too short, or known to everybody." },
  ACCESS_FILE_INVALID: { exitCode: 2, summary: "The file of users or of tokens cannot be read." },
  SIGN_IN_FAILED: { exitCode: 1, summary: "Name and password do not fit, or a sign-in broke off." },
  SIGN_IN_THROTTLED: { exitCode: 1, summary: "Too many sign-ins failed; there is a wait." },
  SIGN_IN_PROVIDER_FAILED: {
    exitCode: 1,
    summary: "The identity provider cannot be used, or refused the sign-in.",
  },
  REQUEST_REFUSED: { exitCode: 1, summary: "A request comes from a place that may not send it." },
  ROUTE_UNKNOWN: { exitCode: 2, summary: "The server has no such route." },
  BOARD_UNKNOWN: { exitCode: 2, summary: "There is no board of that name." },
  BOARD_INVALID: { exitCode: 2, summary: "A board file has faults; all are listed." },
  SEMANTIC_MODEL_INVALID: {
    exitCode: 2,
    summary: "The semantic model does not compile; all faults are listed.",
  },
  QUERY_INVALID: {
    exitCode: 2,
    summary: "A query to the semantic layer has faults; all are listed.",
  },
  QUERY_TIMEOUT: { exitCode: 1, summary: "A question took longer than it may and was stopped." },
  QUERY_TOO_LARGE: { exitCode: 1, summary: "A question needs more memory than there is for it." },
  DBT_PROJECT_INVALID: { exitCode: 2, summary: "The dbt project's files cannot be read as one." },
  DBT_SELECTOR_INVALID: { exitCode: 2, summary: "A --select or --exclude value cannot be read." },
  DBT_STATE_INVALID: { exitCode: 2, summary: "The artifacts of an earlier run cannot be used." },
  DBT_CORE_MISSING: { exitCode: 2, summary: "The real dbt is asked for and cannot be run." },
  DBT_COMPILE_FAILED: { exitCode: 1, summary: "A template of the dbt project cannot be rendered." },
  DBT_REF_UNKNOWN: { exitCode: 1, summary: "A model refers to one that is absent or disabled." },
  DBT_CYCLE: { exitCode: 1, summary: "Models refer to each other in a circle." },
  DBT_GRAIN_MISSING: { exitCode: 1, summary: "A mart does not state its grain." },
  DBT_MART_UNDESCRIBED: {
    exitCode: 1,
    summary: "A mart's description does not say what a row is.",
  },
  DBT_MODEL_FAILED: { exitCode: 1, summary: "The engine refused a model's SQL." },
  DBT_CONTRACT_BROKEN: {
    exitCode: 1,
    summary: "A model's columns are not those its contract states.",
  },
  DBT_TEST_FAILED: { exitCode: 1, summary: "A data test found rows that break it." },
  INGEST_SOURCE_MISSING: {
    exitCode: 1,
    summary: "A source's directory or database file does not exist.",
  },
  INGEST_FILES_NONE: { exitCode: 1, summary: "No file matches a table's pattern." },
  INGEST_FILE_UNREADABLE: { exitCode: 1, summary: "A source file is damaged or cannot be read." },
  INGEST_HEADER_MISMATCH: { exitCode: 1, summary: "A file's columns are not those expected." },
  INGEST_TYPE_UNSUPPORTED: {
    exitCode: 1,
    summary: "A column's type has no exact counterpart in the warehouse.",
  },
  INGEST_ROWS_REJECTED: { exitCode: 1, summary: "Rows of a file cannot be loaded." },
  INGEST_UNBALANCED: {
    exitCode: 1,
    summary: "Rows loaded and rejected do not add up to rows read.",
  },
  INGEST_DRIFT: { exitCode: 1, summary: "A table's columns changed, and on_drift forbids it." },
  INGEST_CONNECTION_FAILED: { exitCode: 1, summary: "A source's database cannot be reached." },
  INGEST_SOURCE_QUERY_FAILED: { exitCode: 1, summary: "A source's database refused a query." },
  INGEST_SOURCE_LOST: { exitCode: 1, summary: "The connection to a source broke off half-way." },
  INGEST_SOURCE_VALUE: {
    exitCode: 1,
    summary: "A source holds values its column's type here cannot hold.",
  },
  INGEST_HTTP_FAILED: { exitCode: 1, summary: "An API refuses a request or keeps failing." },
  INGEST_HTTP_REFUSED: { exitCode: 2, summary: "An API's address may not be connected to." },
  INGEST_HTTP_LOOP: { exitCode: 1, summary: "An API sends the same page twice, or endless pages." },
  INGEST_INTERRUPTED: { exitCode: 130, summary: "Loading was stopped on request." },
  MINING_MARTS_MISSING: { exitCode: 1, summary: "The marts to mine have not been built." },
} as const satisfies Record<string, { exitCode: 1 | 2 | 130; summary: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
