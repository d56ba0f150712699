import { setTimeout as wait } from "node:timers/promises";
import { lookup } from "node:dns/promises";
import type { HttpSourceConfig, HttpTableConfig } from "../../warehouse/config-http.js";
import { keptToken, pageCall, type Credentials } from "./http-call.js";
import { discoverTables } from "./http-discover.js";
import { httpExtracts, type HttpTable } from "./http-extracts.js";
import { redaction } from "./http-redaction.js";
import { sendUntilRead } from "./http-retry.js";
import { httpSender, type HttpSender } from "./http-send.js";
import type { Fetch } from "./http-walk.js";
import { rateLimit, type HttpEffects } from "../rate-limit.js";
import { secretText } from "../secret-text.js";
import type { Source, TableRequest } from "../source.js";

const SHORTEST_PARAM_SECRET = 8;

const EFFECTS: HttpEffects = {
  now: Date.now,
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
  random: Math.random,
  lookup: (host) => lookup(host, { all: true }),
};

/** A JSON API as a source: its pages become files of one record per line. */
export function httpSource(
  name: string,
  config: HttpSourceConfig,
  effects: HttpEffects = EFFECTS,
): Source {
  return {
    name,
    tables: config.tables,
    open: async () => {
      const session = await openSession(name, config, effects);
      return {
        tables: () => Promise.resolve(Object.keys(config.tables)),
        extracts: (request) => httpExtracts(session.table(request.table, request), request),
        close: () => {
          session.close();
          return Promise.resolve();
        },
      };
    },
    discover: async () => {
      const session = await openSession(name, config, effects);
      try {
        const { signal } = new AbortController();
        return await discoverTables(
          Object.keys(config.tables).map((table) => [table, session.table(table, { signal })]),
        );
      } finally {
        session.close();
      }
    },
  };
}

type Caller = Pick<TableRequest, "signal" | "onWait">;

interface Session {
  table(table: string, caller: Caller): HttpTable;
  close(): void;
}

async function openSession(
  name: string,
  config: HttpSourceConfig,
  effects: HttpEffects,
): Promise<Session> {
  const { credentials, secrets: own } = await credentialsOf(`sources.${name}.auth`, config);
  const headers: Record<string, string> = {};
  for (const [header, value] of Object.entries(config.headers)) {
    headers[header] = await secretText(`sources.${name}.headers.${header}`, value);
  }
  const secrets = [...Object.values(headers), ...own];
  const sender: HttpSender = httpSender(
    {
      timeout: config.timeout,
      maxBytes: config.max_response_mb << 20,
      allowHosts: config.allow_hosts,
    },
    effects,
  );
  const take = rateLimit(config.rate_limit, effects);
  const fetchOf =
    (table: HttpTableConfig, since: string | undefined, { signal, onWait }: Caller): Fetch =>
    (token, read) => {
      const params = Object.values(table.params).filter((v) => v.length >= SHORTEST_PARAM_SECRET);
      return sendUntilRead(
        {
          sender,
          take,
          effects,
          redaction: redaction([...secrets, ...params]),
          plan: { retries: config.retries, giveUpAfter: config.give_up_after },
          onWait,
        },
        pageCall({ ...config, headers }, table, credentials, token, since),
        read,
        signal,
      );
    };
  return {
    table: (table, caller) => {
      const settings = config.tables[table];
      if (settings === undefined) throw new Error(`source ${name} has no table ${table}`);
      return {
        where: `sources.${name}.tables.${table}`,
        config: settings,
        now: effects.now,
        fetchFrom: (since) => fetchOf(settings, since, caller),
        kept: (token) => keptToken(token, credentials, own),
      };
    },
    close: sender.close,
  };
}

async function credentialsOf(
  where: string,
  { auth }: HttpSourceConfig,
): Promise<{ credentials: Credentials; secrets: string[] }> {
  const none: Credentials = { headers: {}, query: {} };
  if (auth?.bearer !== undefined) {
    const token = await secretText(where, auth.bearer);
    const credentials = { ...none, headers: { authorization: `Bearer ${token}` } };
    return { credentials, secrets: [token] };
  }
  if (auth?.basic !== undefined) {
    const password = await secretText(where, auth.basic.password);
    const pair = `${auth.basic.user}:${password}`;
    const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
    return {
      credentials: { ...none, headers: { authorization } },
      secrets: [pair, password],
    };
  }
  if (auth?.api_key !== undefined) {
    const value = await secretText(where, auth.api_key.value);
    const { header, query } = auth.api_key;
    const credentials = {
      headers: header === undefined ? {} : { [header.toLowerCase()]: value },
      query: query === undefined ? {} : { [query]: value },
    };
    return { credentials, secrets: [value] };
  }
  return { credentials: none, secrets: [] };
}
