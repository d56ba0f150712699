import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import cube, { type CubeApi } from "@cubejs-client/core";
import express from "express";
import { LOCAL_ASKER } from "../../cube/answers/access.js";
import type { AnsweredRecord } from "../../cube/answers/answered.js";
import {
  createSemanticLayer,
  type SemanticLayer,
  type SemanticLayerOptions,
} from "../../cube/semantic-layer.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { VersionHub } from "../../warehouse/version-hub.js";

const MODEL_DIR = join(import.meta.dirname, "../../cube/model");

/** The semantic layer behind a real HTTP server on a free port. */
export interface ServedLayer {
  layer: SemanticLayer;
  /** SQL statements the engine was given so far. */
  executed: unknown[];
  /** What the audit was told so far. */
  answered: AnsweredRecord[];
  hub: VersionHub;
  url: string;
  client: CubeApi;
  /** POSTs a query; the body as parsed JSON. */
  load(query: unknown, headers?: Record<string, string>): Promise<LoadResponse>;
  /** Rows of plain SQL over the current version, decimals as text. */
  sql(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

interface LoadResponse {
  status: number;
  version: string | null;
  body: { data?: Record<string, string | null>[]; error?: string; code?: string };
}

export async function serveLayer(
  config: GranaryConfig,
  hub = new VersionHub(config),
  options: Partial<SemanticLayerOptions> = {},
): Promise<ServedLayer> {
  const executed: unknown[] = [];
  const answered: AnsweredRecord[] = [];
  const layer = await createSemanticLayer({
    hub,
    modelDir: config.modelDir ?? MODEL_DIR,
    apiSecret: "test-secret",
    askerOf: (request) =>
      request.get("authorization") === "denied"
        ? Promise.reject(new Error("no such token"))
        : Promise.resolve(LOCAL_ASKER),
    onAnswered: (record) => answered.push(record),
    onLog: (message, details) => {
      if (message === "Executing SQL") executed.push(details["query"]);
    },
    ...options,
  });
  const app = express();
  layer.mount(app);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const apiUrl = `${url}/cubejs-api/v1`;
  return {
    layer,
    executed,
    answered,
    hub,
    url,
    client: cube("any-token", { apiUrl }),
    load: (query, headers = {}) => load(`${apiUrl}/load`, query, headers),
    sql: (text) => plainSql(hub, text),
    close: async () => {
      await closeServer(server);
      await layer.close();
      await hub.close();
    },
  };
}

async function plainSql(hub: VersionHub, text: string): Promise<Record<string, unknown>[]> {
  const lease = await hub.acquire();
  const connection = await lease.reader.connect();
  try {
    return (await connection.runAndReadAll(text)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    lease.release();
  }
}

async function load(
  url: string,
  query: unknown,
  headers: Record<string, string>,
): Promise<LoadResponse> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as LoadResponse["body"];
  return { status: response.status, version: response.headers.get("x-granary-version"), body };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
