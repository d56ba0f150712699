import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { redacted, shownAddress, type PostgresLogin } from "./postgres-address.js";

const LONGEST_QUERY_SHOWN = 2_000;

/** The failure of a first contact. The driver's error is not kept as a cause: it may hold the password. */
export function connectionFailed(
  source: string,
  config: PostgresLogin,
  thrown: unknown,
): GranaryError {
  return new GranaryError("INGEST_CONNECTION_FAILED", {
    message: `Source "${source}" cannot connect to ${shownAddress(config)}: ${redacted(config, said(thrown))}.`,
    hint: `Check sources.${source} (host, port, database, user, password, ssl) and that the server accepts connections from here.`,
  });
}

/**
 * What the server or the network said while reading, as a mistake of the source.
 *
 * @param what what was read: "table orders"
 */
export function sourceFailure(
  source: string,
  what: string,
  text: string,
  thrown: unknown,
): GranaryError {
  if (thrown instanceof GranaryError) return thrown;
  if (isLost(thrown)) {
    return new GranaryError("INGEST_SOURCE_LOST", {
      message: `Source "${source}" broke off while ${what} was read: ${said(thrown)}.`,
      hint: "Run it again once the server is up: it continues behind the last piece that was committed.",
      cause: thrown,
    });
  }
  return new GranaryError("INGEST_SOURCE_QUERY_FAILED", {
    message: `Source "${source}" refused to read ${what}: ${said(thrown)}.`,
    details: [text.slice(0, LONGEST_QUERY_SHOWN)],
    hint: `Check sources.${source}.tables, and that this user may read it.`,
    cause: thrown,
  });
}

/** Shut down, terminated, or cancelled by a standby's recovery: nothing is wrong with the query. */
function isLost(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return (
    /^(57P0[1-5]|08...|40001|ECONN\w+|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_STREAM_PREMATURE_CLOSE)$/.test(
      code,
    ) || /connection terminated|connection error and is not queryable/i.test(messageOf(thrown))
  );
}

/** An error for several addresses of one host says nothing itself. */
function said(thrown: unknown): string {
  const errors = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [thrown];
  const texts = errors.map((error) => messageOf(error) || codeOf(error));
  return [...new Set(texts)].join("; ").replace(/\.$/, "");
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}
