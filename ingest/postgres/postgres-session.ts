import pg from "pg";
import { messageOf } from "../../warehouse/errors.js";
import { quoteIdent } from "../../warehouse/sql.js";
import type { PostgresSourceConfig } from "../../warehouse/config-postgres.js";
import { clientSettings, loginOf } from "./postgres-address.js";
import { SpoolWriter } from "../spool-writer.js";
import { CopyOut } from "./copy-out.js";
import { connectionFailed, sourceFailure } from "./postgres-failures.js";

/** A row with every value as the server's own text. */
type TextRow = Readonly<Record<string, string | null>>;

/** One connection whose statements all see the same snapshot. */
export interface PostgresSession {
  /** @param what what is read, for messages */
  rows(what: string, text: string): Promise<TextRow[]>;
  fields(what: string, text: string): Promise<readonly pg.FieldDef[]>;
  /** Writes a COPY's output to a file; when it fails, no file is left. */
  copy(request: CopyRequest): Promise<{ rows: number; bytes: number; sha256: string }>;
  close(): Promise<void>;
}

interface CopyRequest {
  what: string;
  text: string;
  path: string;
  signal: AbortSignal;
  /** Told about how many more rows have come; in the end the sum is exact. */
  onRows: (rows: number) => void;
}

// Text in one form whatever the server's own settings; nothing may end a transaction that waits for a load.
const SETTINGS = `set client_encoding = 'UTF8'; set timezone = 'UTC'; set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres'; set extra_float_digits = 3; set bytea_output = 'hex';
set standard_conforming_strings = on; set synchronize_seqscans = off; set statement_timeout = 0;
set lock_timeout = 0; set idle_in_transaction_session_timeout = 0`;

/**
 * Connects and begins the read-only transaction in which the source's rows stand still.
 *
 * @throws GranaryError INGEST_CONNECTION_FAILED, CONFIG_INVALID
 */
export async function openSession(
  source: string,
  config: PostgresSourceConfig,
): Promise<PostgresSession> {
  const login = await loginOf(source, config);
  const client = new pg.Client({
    ...clientSettings(login),
    application_name: "granary",
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    types: { getTypeParser: () => (value: unknown) => value },
  });
  // A connection that breaks between two statements is reported here; the next statement fails by itself.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(SETTINGS);
    await client.query(`set search_path = ${quoteIdent(config.schema)}, public`);
    await client.query("begin isolation level repeatable read read only");
    // The first query fixes the snapshot, so that it is the same for all tables.
    await client.query("select 1");
  } catch (error) {
    await client.end().catch(() => undefined);
    throw connectionFailed(source, login, error);
  }
  return sessionOver(source, client);
}

function sessionOver(source: string, client: pg.Client): PostgresSession {
  const query = async (what: string, text: string): Promise<pg.QueryResult<TextRow>> => {
    try {
      return await client.query<TextRow>(text);
    } catch (error) {
      throw sourceFailure(source, what, text, error);
    }
  };
  return {
    rows: async (what, text) => (await query(what, text)).rows,
    fields: async (what, text) => (await query(what, text)).fields,
    copy: async (request) => {
      try {
        return await copyToFile(client, request);
      } catch (error) {
        request.signal.throwIfAborted();
        throw sourceFailure(source, request.what, request.text, error);
      }
    },
    close: async () => {
      await client.end().catch((error: unknown) => messageOf(error));
    },
  };
}

async function copyToFile(
  client: pg.Client,
  { text, path, signal, onRows }: CopyRequest,
): Promise<{ rows: number; bytes: number; sha256: string }> {
  signal.throwIfAborted();
  const file = await SpoolWriter.create(path);
  let told = 0;
  const tell = (rows: number): void => {
    if (rows > told) onRows(rows - told);
    told = Math.max(rows, told);
  };
  const copy = new CopyOut(text, async (bytes) => {
    // The header is a message too.
    tell(copy.messages - 1);
    file.append(bytes);
    await file.drain();
  });
  const stop = (): void => {
    copy.fail(signal.reason);
  };
  signal.addEventListener("abort", stop);
  try {
    client.query(copy);
    const rows = await copy.done;
    tell(rows);
    return { rows, ...(await file.finish()) };
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
