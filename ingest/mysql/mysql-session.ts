import {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type FieldPacket,
} from "mysql2";
import type { MysqlSourceConfig } from "../../warehouse/config-mysql.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { LongRow } from "../long-row.js";
import { mysqlOptions } from "./mysql-address.js";
import { eachRow, shape, type RowSink } from "./mysql-result.js";

/** One value as the server wrote it. */
type Cell = Buffer | null;

/** One connection whose statements all see the same snapshot. */
export interface MysqlSession {
  /** All rows of a small result; `what` is read, for messages. */
  rows(what: string, text: string): Promise<(string | null)[][]>;
  fields(what: string, text: string): Promise<readonly FieldPacket[]>;
  /** Hands over row by row, in the binary protocol, without keeping any: it costs the server half of what text does. */
  each(what: string, text: string, sink: RowSink, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

// Text in one form whatever the server's own settings; nothing may end a transaction that waits for a load.
const SETTINGS = [
  "set names utf8mb4",
  "set session time_zone = '+00:00', sql_mode = '', net_write_timeout = 3600, wait_timeout = 86400",
  "set session transaction isolation level repeatable read",
];
/** Known to one of MySQL and MariaDB only. */
const OPTIONAL_SETTINGS = [
  "set session max_statement_time = 0, idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0",
  "set session max_execution_time = 0",
];

/**
 * Connects and begins the read-only transaction in which the source's rows stand still.
 *
 * @throws GranaryError INGEST_CONNECTION_FAILED, CONFIG_INVALID
 */
export async function openMysql(source: string, config: MysqlSourceConfig): Promise<MysqlSession> {
  const options = await mysqlOptions(source, config);
  const connection = createConnection({
    ...options,
    charset: "utf8mb4",
    connectTimeout: 15_000,
    enableKeepAlive: true,
    rowsAsArray: true,
    typeCast: false,
  });
  // A connection that breaks between two statements is reported here; the next statement fails by itself.
  connection.on("error", () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    for (const text of SETTINGS) await run(connection, text);
    for (const text of OPTIONAL_SETTINGS) await run(connection, text).catch(() => undefined);
    await run(connection, "start transaction with consistent snapshot, read only");
  } catch (error) {
    connection.destroy();
    throw connectionFailed(source, options, error);
  }
  return sessionOver(source, connection);
}

function sessionOver(source: string, connection: Connection): MysqlSession {
  return {
    rows: async (what, text) => {
      try {
        const { rows } = await run(connection, text);
        return rows.map((row) => row.map((cell) => cell?.toString("utf8") ?? null));
      } catch (error) {
        throw sourceFailure(source, what, error);
      }
    },
    fields: async (what, text) => {
      try {
        return await shape(connection, text);
      } catch (error) {
        throw sourceFailure(source, what, error);
      }
    },
    each: async (what, text, sink, signal) => {
      try {
        await eachRow(connection, text, sink, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw sourceFailure(source, what, error);
      }
    },
    close: () => {
      connection.destroy();
      return Promise.resolve();
    },
  };
}

function run(
  connection: Connection,
  text: string,
): Promise<{ rows: Cell[][]; fields: readonly FieldPacket[] }> {
  return new Promise((resolve, reject) => {
    connection.query({ sql: text, rowsAsArray: true, typeCast: false }, (error, rows, fields) => {
      if (error !== null) reject(error);
      else resolve({ rows: Array.isArray(rows) ? (rows as unknown as Cell[][]) : [], fields });
    });
  });
}

function connectionFailed(
  source: string,
  options: ConnectionOptions,
  thrown: unknown,
): GranaryError {
  const place = `${options.host ?? ""}:${String(options.port)}/${options.database ?? ""}`;
  return new GranaryError("INGEST_CONNECTION_FAILED", {
    message: `Source "${source}": no connection to the MySQL database at ${place}: ${said(thrown)}.`,
    hint: "Check that the server runs, and the address, user and password in the configuration.",
  });
}

const LOST =
  /PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE|ETIMEDOUT|ER_SERVER_SHUTDOWN|ER_CONNECTION_KILLED|ER_NORMAL_SHUTDOWN|ER_QUERY_INTERRUPTED/;

/** What the server or the driver said, as a mistake about the source; typed errors pass as they are. */
function sourceFailure(source: string, what: string, thrown: unknown): unknown {
  if (thrown instanceof GranaryError || thrown instanceof LongRow) return thrown;
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (LOST.test(code) || /closed state|fatal error/.test(messageOf(thrown))) {
    return new GranaryError("INGEST_SOURCE_LOST", {
      message: `Source "${source}": the connection broke while ${what} was read: ${said(thrown)}.`,
      hint: "Run it again: what was committed stays, and the load continues from there.",
    });
  }
  return new GranaryError("INGEST_SOURCE_QUERY_FAILED", {
    message: `Source "${source}" refused to give ${what}: ${said(thrown)}.`,
    hint: `Correct sources.${source}, or give its user the right to read.`,
  });
}

function said(thrown: unknown): string {
  const message = messageOf(thrown);
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  return (message === "" ? code : message).replace(/\.$/, "");
}
