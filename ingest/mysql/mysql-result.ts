import type { Connection, FieldPacket, PrepareStatementInfo } from "mysql2";
import { messageOf } from "../../warehouse/errors.js";
import { MysqlRowTap, type PacketParser, type RowTaker } from "./mysql-row-tap.js";

/** Takes the rows of a big result as they come. */
export interface RowSink extends RowTaker {
  /** Told of the columns ahead of the rows. */
  fields(fields: readonly FieldPacket[]): void;
  /** A stretch of rows has been handed over; a promise makes the server wait. */
  pause(): Promise<void> | undefined;
}

/** Asked for in the protocol that the rows will come in. */
export function shape(connection: Connection, text: string): Promise<readonly FieldPacket[]> {
  return new Promise((resolve, reject) => {
    connection.execute(text, (error, _, fields) => {
      connection.unprepare(text);
      if (error !== null) reject(error);
      else resolve(fields);
    });
  });
}

function prepared(connection: Connection, text: string): Promise<PrepareStatementInfo> {
  return new Promise((resolve, reject) => {
    connection.prepare(text, (error, statement) => {
      if (error !== null) reject(error);
      else resolve(statement);
    });
  });
}

/** Hands the rows of a big result to `sink` as they come. After a failure the connection is of no use. */
export async function eachRow(
  connection: Connection,
  text: string,
  sink: RowSink,
  signal: AbortSignal,
): Promise<void> {
  const statement = await prepared(connection, text);
  try {
    signal.throwIfAborted();
    await eachResultRow(connection, statement, sink, signal);
  } finally {
    connection.unprepare(text);
  }
}

function eachResultRow(
  connection: Connection,
  statement: PrepareStatementInfo,
  sink: RowSink,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed = false;
    let ended = false;
    let waiting = Promise.resolve();
    const driver = connection as unknown as { packetParser: PacketParser };
    const parser = driver.packetParser;
    // Nothing more of the result is wanted, and the protocol has no way to say so.
    const fail = (error: unknown): void => {
      if (failed) return;
      failed = true;
      stopListening();
      connection.destroy();
      reject(error instanceof Error ? error : new Error(messageOf(error)));
    };
    const abort = (): void => {
      fail(signal.reason);
    };
    // A connection that breaks is no matter of the query to the driver.
    const stopListening = (): void => {
      driver.packetParser = parser;
      signal.removeEventListener("abort", abort);
      connection.removeListener("error", fail);
    };
    signal.addEventListener("abort", abort);
    connection.on("error", fail);
    const onChunk = (): void => {
      // The driver would never begin the next statement of a connection that rests.
      const wait = failed || ended ? undefined : sink.pause();
      if (wait === undefined) return;
      connection.pause();
      waiting = wait.then(() => {
        connection.resume();
      });
      waiting.catch(fail);
    };
    const tap = new MysqlRowTap(parser, sink, onChunk);
    driver.packetParser = {
      execute: (chunk) => {
        try {
          if (!failed) tap.execute(chunk);
        } catch (error) {
          fail(error);
        }
      },
    };
    const query = statement.execute([]);
    query.on("error", fail);
    query.on("fields", (fields: unknown) => {
      if (Array.isArray(fields)) sink.fields(fields as FieldPacket[]);
    });
    query.on("end", () => {
      ended = true;
      stopListening();
      if (!failed) waiting.then(resolve, fail);
    });
  });
}
