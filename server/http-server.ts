import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express } from "express";
import type { SemanticLayer } from "../cube/semantic-layer.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { VersionHub } from "../warehouse/version-hub.js";
import { accessGate } from "./access.js";
import { apiRoutes } from "./api-routes.js";
import { errorHandler } from "./http-error.js";
import { isLoopback, loopbackGuard, securityHeaders } from "./request-guard.js";
import type { AccessDesk } from "./sign-in/desk.js";
import { signInRoutes } from "./sign-in/routes.js";
import { webApp } from "./web-app.js";

/** How long requests in flight may take to finish once the server is told to close. */
const CLOSE_PATIENCE_MS = 3_000;
const SWEEP_MS = 25;

interface ServerOptions {
  config: GranaryConfig;
  /** Stays open when the server closes; the caller owns it. */
  hub: VersionHub;
  /** Stays open when the server closes; the caller owns it. */
  semanticLayer: SemanticLayer;
  /** Directory of the built web app. */
  webRoot: string;
  boardsDir: string;
  /** Who may come in; may ask nobody only on a loopback address. */
  desk: AccessDesk;
  onEvent: EventSink;
}

interface RunningServer {
  /** Without a trailing slash and without the token. */
  url: string;
  port: number;
  /** Refuses new connections, lets requests in flight finish for a few seconds, then ends. */
  close(): Promise<void>;
}

/**
 * Starts the one HTTP process: API, semantic layer and web app at `config.server`.
 *
 * @throws GranaryError ACCESS_TOKEN_REQUIRED, WEB_APP_MISSING, PORT_IN_USE, LISTEN_FAILED
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port } = options.config.server;
  if (!isLoopback(host) && !(options.desk.asks && options.desk.admits)) {
    throw new GranaryError("ACCESS_TOKEN_REQUIRED", {
      message: `${host} can be reached from other machines, and there is no way to sign in.`,
      hint: "Add a user with `granary users add`, or listen on 127.0.0.1.",
    });
  }
  const server = createServer(createApp(options));
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${displayHost(host)}:${String(address.port)}`,
    port: address.port,
    close: () => close(server),
  };
}

function createApp(options: ServerOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);
  if (isLoopback(options.config.server.host)) {
    // Whoever signs in is proved by a cookie or token that no foreign page has, under whatever name the proxy uses.
    app.use((request, response, next) => {
      if (options.desk.asks) next();
      else loopbackGuard(request, response, next);
    });
  }
  const { name, locale, access } = options.config;
  app.set("trust proxy", access?.trustedProxies ?? []);
  app.use(signInRoutes({ desk: options.desk, name, locale, onEvent: options.onEvent }));
  app.use(accessGate({ desk: options.desk, name, locale }));
  app.use("/api", apiRoutes(options));
  options.semanticLayer.mount(app);
  app.use(webApp(options.webRoot));
  app.use(errorHandler(options.onEvent));
  return app;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      reject(listenError(error, host, port));
    };
    server.once("error", failed);
    server.listen(port, bareHost(host), () => {
      server.off("error", failed);
      resolve();
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): GranaryError {
  if (error.code === "EADDRINUSE") {
    return new GranaryError("PORT_IN_USE", {
      message: `Port ${String(port)} on ${host} is in use by another process.`,
      hint: "Choose another with PORT=… (PORT=0 takes any free one), or set server.port in granary.yml.",
      cause: error,
    });
  }
  return new GranaryError("LISTEN_FAILED", {
    message: `Cannot listen on ${host}:${String(port)}: ${messageOf(error)}`,
    hint: "Set HOST and PORT, or server.host and server.port in granary.yml, to an address of this machine.",
    cause: error,
  });
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // A keep-alive connection whose last response has gone out must not hold the process.
  const sweeping = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_MS);
  const deadline = setTimeout(() => {
    server.closeAllConnections();
  }, CLOSE_PATIENCE_MS);
  await closed;
  clearInterval(sweeping);
  clearTimeout(deadline);
}

/** An address to listen on; URLs write IPv6 in brackets, sockets do not. */
function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

/** What to put into a browser: a wildcard address is reached by this machine's own name. */
function displayHost(host: string): string {
  const bare = bareHost(host);
  if (bare === "0.0.0.0" || bare === "::") return "localhost";
  return bare.includes(":") ? `[${bare}]` : bare;
}
