import { mkdirSync, writeFileSync } from "node:fs";
import { get, type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import type { Application } from "express";
import { onTestFinished } from "vitest";
import { startServer } from "../../server/http-server.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import type { GranaryEvent } from "../../warehouse/events.js";
import { VersionHub } from "../../warehouse/version-hub.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { testDesk } from "./test-desk.js";

interface StartOptions {
  config?: GranaryConfig;
  host?: string;
  port?: number;
  /** Of the link printed at the start. */
  accessToken?: string | null;
  /** What the desk at the door has besides. */
  desk?: Parameters<typeof testDesk>[1];
  /** Files of the boards directory by name. */
  boards?: Record<string, string>;
  /** Routes that stand where the semantic layer's do. */
  mount?: (app: Application) => void;
}

interface StartedServer {
  url: string;
  port: number;
  dir: string;
  config: GranaryConfig;
  events: GranaryEvent[];
  close(): Promise<void>;
}

/** A server over a small web app of two files, closed when the running test ends. */
export async function startTestServer(options: StartOptions = {}): Promise<StartedServer> {
  const dir = temporaryDir();
  const webRoot = join(dir, "web");
  const boardsDir = join(dir, "boards");
  mkdirSync(join(webRoot, "assets"), { recursive: true });
  mkdirSync(boardsDir);
  writeFileSync(join(webRoot, "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(webRoot, "assets", "app-1a2b3c.js"), "export {};");
  writeFileSync(join(dir, "secret.txt"), "secret");
  for (const [name, text] of Object.entries(options.boards ?? {})) {
    writeFileSync(join(boardsDir, name), text);
  }
  const config = {
    ...(options.config ?? testConfig(dir)),
    server: { host: options.host ?? "127.0.0.1", port: options.port ?? 0 },
  };
  const hub = new VersionHub(config);
  const events: GranaryEvent[] = [];
  const server = await startServer({
    config,
    hub,
    semanticLayer: {
      mount: options.mount ?? (() => undefined),
      openVersions: 0,
      isPersonal: () => Promise.resolve(false),
      close: () => Promise.resolve(),
    },
    webRoot,
    boardsDir,
    desk: testDesk(config, { linkToken: options.accessToken ?? null, ...options.desk }),
    onEvent: (event) => events.push(event),
  });
  onTestFinished(async () => {
    await server.close();
    await hub.close();
  });
  return { ...server, url: `http://127.0.0.1:${String(server.port)}`, dir, config, events };
}

interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request whose path and headers go out exactly as written, which `fetch` would mend. */
export function rawRequest(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const send = method === "GET" ? get : request;
    const sent = send({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}
