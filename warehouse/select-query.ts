import { StatementType, type DuckDBConnection } from "@duckdb/node-api";
import { GranaryError, messageOf } from "./errors.js";
import { quoteLiteral } from "./sql.js";

/**
 * Prepares a user's text if, by the engine's own parse, it is exactly one SELECT (WITH, VALUES, FROM and DESCRIBE-like
 * table functions included). The caller supplies a connection of a locked, read-only version.
 *
 * @throws GranaryError QUERY_NOT_A_SELECT, QUERY_FAILED
 */
export async function prepareSelect(
  connection: DuckDBConnection,
  sql: string,
): ReturnType<DuckDBConnection["prepare"]> {
  if (sql.trim() === "") throw notOneSelect("nothing");
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw notOneSelect(`${String(statements.count)} statements`);
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== StatementType.SELECT) {
      const kind = StatementType[prepared.statementType];
      prepared.destroySync();
      throw notOneSelect(kind);
    }
    await refuseDisguised(connection, sql);
    return prepared;
  } catch (error) {
    throw queryError(error);
  }
}

/** PRAGMA and CALL are rewritten to SELECT before they can be told apart; the parse tree of a real SELECT serializes. */
async function refuseDisguised(connection: DuckDBConnection, sql: string): Promise<void> {
  const serialized = await connection.runAndReadAll(
    `select json_extract_string(json_serialize_sql(${quoteLiteral(sql)}), '$.error') = 'true'`,
  );
  if (serialized.getRows()[0]?.[0] === true) throw notOneSelect("not a plain SELECT");
}

/** An engine's refusal as a typed error; typed errors pass through. */
export function queryError(error: unknown): GranaryError {
  if (error instanceof GranaryError) return error;
  return new GranaryError("QUERY_FAILED", {
    message: messageOf(error),
    hint: "`granary query --tables` lists tables and columns.",
    cause: error,
  });
}

function notOneSelect(found: string): GranaryError {
  return new GranaryError("QUERY_NOT_A_SELECT", {
    message: `Only one SELECT statement may be run; found: ${found}.`,
    hint: "Published versions are read-only; change models or sources to change data.",
  });
}
