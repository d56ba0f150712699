import { connect, type Socket } from "node:net";
import type { ConnectionOptions } from "mysql2";
import type { MysqlSourceConfig } from "../../warehouse/config-mysql.js";
import { secretText } from "../secret-text.js";

/**
 * Where the server is and how to log in there.
 *
 * @throws GranaryError CONFIG_INVALID for a file that cannot be read
 */
export async function mysqlOptions(
  source: string,
  config: MysqlSourceConfig,
): Promise<ConnectionOptions> {
  const where = `sources.${source}`;
  const { password } = config;
  const ssl = await sslOptions(where, config);
  if (config.url === undefined) {
    return {
      ...ssl,
      host: config.host ?? "127.0.0.1",
      port: config.port ?? 3306,
      ...(config.database === undefined ? {} : { database: config.database }),
      ...(config.user === undefined ? {} : { user: config.user }),
      ...(password === undefined
        ? {}
        : { password: await secretText(`${where}.password`, password) }),
    };
  }
  const url = new URL(config.url);
  return {
    ...ssl,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

async function sslOptions(where: string, config: MysqlSourceConfig): Promise<ConnectionOptions> {
  const { ssl, ssl_ca } = config;
  if (ssl === "disable") return {};
  const isVerified = ssl === "verify";
  const ca =
    ssl_ca === undefined ? {} : { ca: await secretText(`${where}.ssl_ca`, { file: ssl_ca }) };
  return {
    ssl: { rejectUnauthorized: isVerified, verifyIdentity: isVerified, ...ca },
    ...(isVerified ? { stream: addressedStream } : {}),
  };
}

/** A certificate is for the host that the socket says it is for: of an address the driver's own socket says nothing. */
function addressedStream(options: { config: { host: string; port: number } }): Socket {
  const { host, port } = options.config;
  const socket = connect({ host, port, keepAlive: true, noDelay: true });
  return Object.assign(socket, { _host: host });
}
