import { join } from "node:path";
import { ensureBuilt } from "../../bin/compile.mjs";
import { createSemanticLayer } from "../../cube/semantic-layer.js";
import { startServer } from "../../server/http-server.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { VersionHub } from "../../warehouse/version-hub.js";
import { openVersion } from "../../warehouse/version-reader.js";
import { testDesk } from "../server/test-desk.js";
import { BOARDS_DIR } from "./sample-board.js";

const MODEL_DIR = join(import.meta.dirname, "../../cube/model");

interface ServeOptions {
  boardsDir?: string;
  port?: number;
  /** How long and how many superseded versions stay open. */
  hub?: { graceMs: number; maxIdle: number };
}

export interface ServedBoard {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** The whole house over `config`: versions, semantic layer, server and the built web app. */
export async function serveBoards(
  config: GranaryConfig,
  options: ServeOptions = {},
): Promise<ServedBoard> {
  const { webRoot } = await ensureBuilt({ web: true });
  const hub = new VersionHub(config, options.hub);
  const semanticLayer = await createSemanticLayer({
    hub,
    modelDir: MODEL_DIR,
    apiSecret: "test-secret",
  });
  const server = await startServer({
    config: { ...config, server: { host: "127.0.0.1", port: options.port ?? 0 } },
    hub,
    semanticLayer,
    webRoot,
    boardsDir: options.boardsDir ?? BOARDS_DIR,
    desk: testDesk(config),
    onEvent: () => undefined,
  });
  return {
    url: server.url,
    port: server.port,
    close: async () => {
      await server.close();
      await semanticLayer.close();
      await hub.close();
    },
  };
}

/** The first row of plain SQL over the current version, every value as text. */
export async function sqlRow(
  config: GranaryConfig,
  text: string,
): Promise<Record<string, string | null>> {
  const reader = await openVersion(config);
  const connection = await reader.connect();
  try {
    const [row = {}] = (await connection.runAndReadAll(text)).getRowObjectsJson();
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === "number" || typeof value === "string" ? String(value) : null,
      ]),
    );
  } finally {
    connection.closeSync();
    reader.close();
  }
}
