import type { ClientConfig } from "pg";
import type { PostgresSourceConfig } from "../../warehouse/config-postgres.js";
import { secretText } from "../secret-text.js";

/** A source's configuration with what its files hold at hand. */
export type PostgresLogin = Omit<PostgresSourceConfig, "password" | "ssl_ca"> & {
  password?: string;
  /** Certificates, as PEM. */
  ca?: string;
};

/** Where a source connects to; given as a URL or in parts. */
interface Address {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string | undefined;
  ssl: "disable" | "require" | "verify";
}

const DEFAULT_PORT = 5432;

/** @throws GranaryError CONFIG_INVALID where a file that is named cannot be read */
export async function loginOf(
  source: string,
  config: PostgresSourceConfig,
): Promise<PostgresLogin> {
  const { password, ssl_ca, ...rest } = config;
  const where = `sources.${source}`;
  return {
    ...rest,
    ...(password === undefined
      ? {}
      : { password: await secretText(`${where}.password`, password) }),
    ...(ssl_ca === undefined ? {} : { ca: await secretText(`${where}.ssl_ca`, { file: ssl_ca }) }),
  };
}

/** Everything the client needs, so that it takes nothing from the environment by itself. */
export function clientSettings(config: PostgresLogin): ClientConfig {
  const { ssl, password, ...address } = addressOf(config);
  return {
    ...address,
    password: password ?? "",
    ssl:
      ssl === "disable"
        ? false
        : {
            rejectUnauthorized: ssl === "verify",
            ...(config.ca === undefined ? {} : { ca: config.ca }),
          },
  };
}

/** The address as messages may show it. */
export function shownAddress(config: PostgresLogin): string {
  const { host, port, database, user } = addressOf(config);
  return `postgres://${user}@${host}:${String(port)}/${database}`;
}

/** `text` with the source's password, plain or as in the URL, struck out. */
export function redacted(config: PostgresLogin, text: string): string {
  const { password } = addressOf(config);
  if (password === undefined || password === "") return text;
  return text.replaceAll(password, "***").replaceAll(encodeURIComponent(password), "***");
}

function addressOf(config: PostgresLogin): Address {
  if (config.url === undefined) {
    return {
      host: config.host ?? "localhost",
      port: config.port ?? DEFAULT_PORT,
      database: config.database ?? "",
      user: config.user ?? "",
      password: config.password,
      ssl: config.ssl ?? "disable",
    };
  }
  const url = new URL(config.url);
  const user = decodeURIComponent(url.username);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    host: host === "" ? (url.searchParams.get("host") ?? "localhost") : host,
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    user,
    password: url.password === "" ? undefined : decodeURIComponent(url.password),
    ssl: config.ssl ?? sslOf(url.searchParams.get("sslmode")),
  };
}

function sslOf(mode: string | null): Address["ssl"] {
  if (mode === null || mode === "disable" || mode === "allow" || mode === "prefer")
    return "disable";
  return mode === "require" || mode === "no-verify" ? "require" : "verify";
}
