import type { ClientConfig } from "pg";
import { readFileSync } from "node:fs";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { PostgresSourceConfig } from "../../warehouse/config-postgres.js";

/** A source's configuration with its password at hand. */
export type PostgresLogin = Omit<PostgresSourceConfig, "password"> & {
  password?: string | undefined;
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

/** @throws GranaryError CONFIG_INVALID where the password's file cannot be read */
export function loginOf(source: string, config: PostgresSourceConfig): PostgresLogin {
  const { password } = config;
  if (typeof password !== "object") return { ...config, password };
  try {
    return { ...config, password: readFileSync(password.file, "utf8").trim() };
  } catch (error) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `sources.${source}.password: the file ${password.file} cannot be read: ${messageOf(error)}`,
      hint: "Name a file this user may read, or use an environment variable.",
      cause: error,
    });
  }
}

/** Everything the client needs, so that it takes nothing from the environment by itself. */
export function clientSettings(config: PostgresLogin): ClientConfig {
  const { ssl, password, ...address } = addressOf(config);
  return {
    ...address,
    password: password ?? "",
    ssl: ssl === "disable" ? false : { rejectUnauthorized: ssl === "verify" },
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
